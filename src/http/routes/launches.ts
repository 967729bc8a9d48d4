import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { LaunchService } from "../../services/family/launches.ts";
import type { LaunchTokens } from "../auth/launch-token.ts";
import { answer } from "../schemas/answer.ts";
import { Launch, LaunchRequest } from "../schemas/launches.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { ref } from "../schemas/schema.ts";

export interface LaunchRoutesOptions {
  readonly launches: LaunchService;
  readonly launchTokens: LaunchTokens;
}

/** A child's way from here to the software of publishers. */
export const launchRoutes: FastifyPluginAsyncTypebox<LaunchRoutesOptions> = async (
  app,
  { launches, launchTokens },
) => {
  app.post(
    "/v1/launches",
    {
      schema: {
        operationId: "createLaunch",
        tags: ["Home session"],
        summary: "Open software at home",
        description:
          "For one of the publishers in the session's `software`; every other one is not found. The page sends the token to `launchUrl` as form field `token`, by POST, so that it stands in no address. The publisher verifies it with the published keys, and takes each `jti` once.",
        body: ref(LaunchRequest),
        response: {
          201: answer("Where to bring which token.", Launch),
          ...problemResponsesWithBody("unauthorized", "forbidden", "not-found"),
        },
      },
    },
    async ({ familyPrincipal, body }, reply) => {
      const launch = await launches.create(familyPrincipal, body.publisher);
      const { launchUrl } = launch;
      return await reply.code(201).send({ launchUrl, ...(await launchTokens.issue(launch)) });
    },
  );
};
