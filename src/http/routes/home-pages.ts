// What a child sees once it is logged in, and its way from here to the software of publishers.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { ServiceError } from "../../domain/errors.ts";
import type { FamilyPrincipal } from "../../domain/principal.ts";
import type { HomeSessionService } from "../../services/home-sessions.ts";
import type { LaunchService } from "../../services/launches.ts";
import type { LaunchTokens } from "../launch-token.ts";
import type { PageAnswers } from "../page-answers.ts";
import { homePage, launchPage } from "../pages/home-pages.ts";
import { forgetSession, readSession } from "../session-cookie.ts";

export interface HomePageRoutesOptions {
  readonly homeSessions: HomeSessionService;
  readonly launches: LaunchService;
  readonly launchTokens: LaunchTokens;
  readonly answers: PageAnswers;
}

export const homePageRoutes: FastifyPluginAsyncTypebox<HomePageRoutesOptions> = async (
  app,
  { homeSessions, launches, launchTokens, answers },
) => {
  app.get("/", async (request, reply) => {
    if (readSession(request) === undefined) return await reply.redirect("/login", 303);
    const session = await homeSessions.get(await loggedIn(request, reply));
    return answers.send(request, reply, (texts) => homePage(texts, session));
  });

  app.post(
    "/launch",
    { schema: { body: Type.Object({ publisher: Type.String() }) } },
    async (request, reply) => {
      const principal = await loggedIn(request, reply);
      const launch = await launches.create(principal, request.body.publisher);
      const { token } = await launchTokens.issue(launch);
      return answers.send(request, reply, (texts) => launchPage(texts, launch, token));
    },
  );

  /** The child that this browser has logged in. Throws `unauthorized`, and forgets a session that is over. */
  async function loggedIn(request: FastifyRequest, reply: FastifyReply): Promise<FamilyPrincipal> {
    const session = await homeSessions.find(readSession(request) ?? "");
    if (session) return { schoolId: session.schoolId, sessionId: session.subject.sessionId };
    forgetSession(reply);
    throw new ServiceError("unauthorized", "This session has ended; log in again.");
  }
};
