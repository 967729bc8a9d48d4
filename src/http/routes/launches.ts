import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { LaunchService } from "../../services/family/launches.ts";
import { answer } from "../schemas/answer.ts";
import { Launch, LaunchRequest } from "../schemas/launches.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { paragraphs, ref } from "../schemas/schema.ts";

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
        summary: "Open the software of a publisher (single sign-on)",
        description: paragraphs(
          "Issues a signed token with which the pupil opens the software of a publisher. The publisher must be in `software` of `getHomeSession`; otherwise the response is 404. Create the launch when the pupil clicks: the token is valid for one minute. Each request issues a new token.",
          "Your page posts a form (`application/x-www-form-urlencoded`) with the field `token` to `launchUrl`, so that the token never appears in a URL.",
          "For publishers: verify the token with the keys at `/.well-known/jwks.json`, check `typ`, `iss`, `aud` and `exp`, and accept each `jti` once. The operator adds a publisher to the catalogue.",
          "Callers: any home session. A school token answers 403.",
        ),
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
