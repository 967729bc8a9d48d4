import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { HomeSessionService } from "../../services/family/home-sessions.ts";
import { noteEvent } from "../plugins/access-log.ts";
import { networkOf } from "../plugins/request-context.ts";
import { answer, noBody } from "../schemas/answer.ts";
import {
  HomeLoginTokens,
  HomeSession,
  HomeSessionRequest,
  HomeSessionTokens,
  RefreshRequest,
  tokensOf,
} from "../schemas/home.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { paragraphs, ref } from "../schemas/schema.ts";

export interface HomeSessionRoutesOptions {
  readonly homeSessions: HomeSessionService;
}

const tags = ["Home session"];

/** Login and refresh, without an access token. */
export const loginRoutes: FastifyPluginAsyncTypebox<HomeSessionRoutesOptions> = async (
  app,
  { homeSessions },
) => {
  app.post(
    "/v1/home-sessions",
    {
      schema: {
        operationId: "createHomeSession",
        tags,
        summary: "Log in with a password",
        description: paragraphs(
          "Opens a home session with a home address and a password. Several pupils, also of different schools, can share the address; the password selects the pupil. Every failed login has the same response, whatever the reason.",
          "A login also works when the school uses a network environment and the pupil has a password. Each request opens a new session; earlier sessions stay open. A session ends 24 hours after the login (default); a refresh does not extend it.",
          "Failures are counted for the address and for the network of the caller, and increase the delay before the next attempt. Send `loginDeviceToken`: the failures of this browser are then counted separately, so that failed logins of others do not delay it. The limits are in the description of the API. Callers need no token.",
        ),
        body: ref(HomeSessionRequest),
        response: {
          201: answer("The home session is open.", HomeLoginTokens),
          ...problemResponsesWithBody("wrong-email-or-password", "too-many-requests"),
        },
      },
    },
    async (request, reply) => {
      const { email, password, loginDeviceToken } = request.body;
      const known = loginDeviceToken === undefined ? [] : [loginDeviceToken];
      const session = await homeSessions.create(email, password, networkOf(request.ip), known);
      noteEvent(request, "authn_login_success");
      const tokens = tokensOf(await homeSessions.pairOf(session));
      return await reply.code(201).send({ ...tokens, loginDeviceToken: session.loginDevice.token });
    },
  );

  app.post(
    "/v1/home-sessions/refreshes",
    {
      schema: {
        operationId: "refreshHomeSession",
        tags,
        summary: "Refresh a home session",
        description:
          "Exchanges a refresh token for a new access token and a new refresh token. Each refresh token can be used once. A second use answers 401 and ends the session, because the token may have been copied. If you receive no response, do not send the token again: log in again. Let one tab of a browser refresh at a time. It has no rate limit. Callers need no token besides the refresh token.",
        body: ref(RefreshRequest),
        response: {
          201: answer("The new pair of tokens.", HomeSessionTokens),
          ...problemResponsesWithBody("unauthorized"),
        },
      },
    },
    async (request, reply) => {
      const session = await homeSessions.refresh(request.body.refreshToken);
      noteEvent(request, "session_renewed");
      return await reply.code(201).send(tokensOf(await homeSessions.pairOf(session)));
    },
  );
};

/** The caller's own session. */
export const homeSessionRoutes: FastifyPluginAsyncTypebox<HomeSessionRoutesOptions> = async (
  app,
  { homeSessions },
) => {
  app.get(
    "/v1/home-sessions/current",
    {
      schema: {
        operationId: "getHomeSession",
        tags,
        summary: "Get the current home session",
        description:
          "Returns the pupil that is logged in, its group and school, and the publishers whose software it can open. Callers: any home session. A school token answers 403.",
        response: {
          200: answer("The current home session.", HomeSession),
          ...problemResponses("unauthorized", "forbidden"),
        },
      },
      config: { isResource: true },
    },
    async (request) => {
      const session = await homeSessions.get(request.familyPrincipal);
      const { groupId, groupName, groupLoginMethod, deviceId } = session;
      return {
        pupil: { id: session.pupilId, firstName: session.firstName },
        group:
          groupId === null ? null : { id: groupId, name: groupName, loginMethod: groupLoginMethod },
        school: { name: session.schoolName },
        software: session.software.map(({ key, name, homeUrl }) => ({
          publisher: key,
          name,
          homeUrl,
        })),
        loginMethod: deviceId === null ? ("password" as const) : ("picture" as const),
        pictureCodeMadeAt: session.pictureCodeMadeAt,
        expiresAt: session.expiresAt,
      };
    },
  );

  app.delete(
    "/v1/home-sessions/current",
    {
      schema: {
        operationId: "endHomeSession",
        tags,
        summary: "Log out",
        description:
          "Ends the current home session. Its access token and refresh token are invalid immediately, so a repeated request answers 401. Callers: any home session. A school token answers 403.",
        response: {
          204: noBody("The home session has ended."),
          ...problemResponses("unauthorized", "forbidden"),
        },
      },
    },
    async (request, reply) => {
      await homeSessions.end(request.familyPrincipal);
      noteEvent(request, "session_expired");
      return reply.code(204).send();
    },
  );
};
