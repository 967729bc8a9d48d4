import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { ServiceError } from "../../domain/errors.ts";
import type { HomeSessionService } from "../../services/home-sessions.ts";
import { readCookie, removeCookie, setCookie } from "../cookies.ts";
import { networkOf } from "../origin.ts";
import { type PageAnswers, typedEmail } from "../page-answers.ts";
import { homePage, loginPage } from "../pages/login-pages.ts";

export interface LoginPageRoutesOptions {
  readonly homeSessions: HomeSessionService;
  readonly answers: PageAnswers;
}

/**
 * Holds the refresh token, which the pages never spend: each request asks the database whether the
 * session is still there. Ends with the browser, since a family may share it with others.
 */
const cookieName = "session";

export const loginPageRoutes: FastifyPluginAsyncTypebox<LoginPageRoutesOptions> = async (
  app,
  { homeSessions, answers },
) => {
  app.get("/", async (request, reply) => {
    const refreshToken = readCookie(request, cookieName);
    if (refreshToken === undefined) return await reply.redirect("/login", 303);
    const session = await homeSessions.find(refreshToken);
    if (session) return answers.send(request, reply, (texts) => homePage(texts, session));
    removeCookie(reply, cookieName);
    throw new ServiceError("unauthorized", "This session has ended; log in again.");
  });

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
      setCookie(reply, cookieName, session.refreshToken);
      return await reply.redirect("/", 303);
    },
  );

  app.post("/logout", async (request, reply) => {
    await end(request);
    removeCookie(reply, cookieName);
    return await reply.redirect("/login", 303);
  });

  /** Ends the session that the browser has, if it has one. */
  async function end(request: FastifyRequest): Promise<void> {
    const session = await homeSessions.find(readCookie(request, cookieName) ?? "");
    if (!session) return;
    const { schoolId, subject } = session;
    await homeSessions.end({ schoolId, sessionId: subject.sessionId });
  }
};
