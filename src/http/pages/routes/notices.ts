import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { ServiceError } from "../../../domain/errors.ts";
import type {
  HomeSessionService,
  OpenHomeSession,
} from "../../../services/family/home-sessions.ts";
import { readSession } from "../cookies/session-cookie.ts";
import type { PageAnswers } from "../responses.ts";
import { principalOf, requirePageSession } from "../session.ts";
import { accessibilityPage, type NoticeFacts, privacyPage } from "../views/notices.ts";

export interface NoticePageRoutesOptions {
  readonly homeSessions: HomeSessionService;
  readonly noticeFacts: NoticeFacts;
  readonly answers: PageAnswers;
}

export const noticePageRoutes: FastifyPluginAsyncTypebox<NoticePageRoutesOptions> = async (
  app,
  { homeSessions, noticeFacts, answers },
) => {
  app.get("/privacy", async (request, reply) => {
    const session = await sessionOf(request);
    return answers.send(request, reply, (texts) => privacyPage(texts, noticeFacts, session));
  });

  app.get("/accessibility", async (request, reply) => {
    const session = await sessionOf(request);
    return answers.send(request, reply, (texts) => accessibilityPage(texts, noticeFacts, session));
  });

  /** Returns the child's session, if it is open. */
  async function sessionOf(request: FastifyRequest): Promise<OpenHomeSession | undefined> {
    if (readSession(request) === undefined) return undefined;
    try {
      return await homeSessions.get(principalOf(await requirePageSession(homeSessions, request)));
    } catch (error) {
      if (error instanceof ServiceError && error.code === "unauthorized") return undefined;
      throw error;
    }
  }
};
