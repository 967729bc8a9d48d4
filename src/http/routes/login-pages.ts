import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import type { HomeSessionService } from "../../services/home-sessions.ts";
import { networkOf } from "../origin.ts";
import { type PageAnswers, typedEmail } from "../page-answers.ts";
import { loginPage } from "../pages/login-pages.ts";
import { forgetSession, keepSession, readSession } from "../session-cookie.ts";

export interface LoginPageRoutesOptions {
  readonly homeSessions: HomeSessionService;
  readonly answers: PageAnswers;
}

export const loginPageRoutes: FastifyPluginAsyncTypebox<LoginPageRoutesOptions> = async (
  app,
  { homeSessions, answers },
) => {
  app.get("/login", async (request, reply) =>
    answers.send(request, reply, (texts) => loginPage(texts)),
  );

  app.post(
    "/login",
    {
      schema: { body: Type.Object({ email: Type.String(), password: Type.String() }) },
      errorHandler: (error, request, reply) =>
        answers.refuse(request, reply, error, (texts, problem) =>
          loginPage(texts, typedEmail(request), problem),
        ),
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const session = await homeSessions.create(email, password, networkOf(request.ip));
      await end(request);
      keepSession(reply, session.refreshToken);
      return await reply.redirect("/", 303);
    },
  );

  app.post("/logout", async (request, reply) => {
    await end(request);
    forgetSession(reply);
    return await reply.redirect("/login", 303);
  });

  /** Ends the session that the browser has, if it has one. */
  async function end(request: FastifyRequest): Promise<void> {
    const session = await homeSessions.find(readSession(request) ?? "");
    if (!session) return;
    const { schoolId, subject } = session;
    await homeSessions.end({ schoolId, sessionId: subject.sessionId });
  }
};
