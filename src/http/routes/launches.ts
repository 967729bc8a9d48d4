import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { LaunchService } from "../../services/family/launches.ts";
import { answer } from "../schemas/answer.ts";
import { Launch, LaunchRequest } from "../schemas/launches.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { ref } from "../schemas/schema.ts";

export interface LaunchRoutesOptions {
  readonly launches: LaunchService;
}

/** Opens the software of publishers for a pupil that is logged in. */
export const launchRoutes: FastifyPluginAsyncTypebox<LaunchRoutesOptions> = async (
  app,
  { launches },
) => {
  app.post(
    "/v1/launches",
    {
      schema: {
        operationId: "createLaunch",
        tags: ["Home session"],
        summary: "Create a launch token for software",
        description:
          "Issues a signed token with which the pupil opens the software of a publisher. The publisher must be in `software` of `getHomeSession`; otherwise the response is 404. The web page posts the token to `launchUrl` in the form field `token`, so that it never appears in a URL. The publisher verifies the token with the keys at `/.well-known/jwks.json` and accepts each `jti` once. Each request issues a new token. Callers: any home session.",
        body: ref(LaunchRequest),
        response: {
          201: answer("The launch token and the URL to which it is posted.", Launch),
          ...problemResponsesWithBody("unauthorized", "forbidden", "not-found"),
        },
      },
    },
    async ({ familyPrincipal, body }, reply) => {
      const { launchUrl, token, expiresIn } = await launches.create(
        familyPrincipal,
        body.publisher,
      );
      return await reply.code(201).send({ launchUrl, token, expiresIn });
    },
  );
};
