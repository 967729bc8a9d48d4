// The home page of a child that is logged in, and the launch of publishers' software.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { FamilyPrincipal } from "../../../domain/principal.ts";
import type { DeviceService } from "../../../services/family/devices.ts";
import type {
  HomeSessionService,
  OpenHomeSession,
} from "../../../services/family/home-sessions.ts";
import type { LaunchService } from "../../../services/family/launches.ts";
import type { IssuedSession } from "../../../services/family/session-tokens.ts";
import { publisherKey } from "../../schemas/schema.ts";
import { forgetSession, readSession } from "../cookies/session-cookie.ts";
import type { PageAnswers } from "../responses.ts";
import { lookUpOwnDevice, principalOf, requirePageSession } from "../session.ts";
import { homePage, launchPage } from "../views/home.ts";
import type { PictureSettings } from "../views/picture-code.ts";

export interface HomePageRoutesOptions {
  readonly homeSessions: HomeSessionService;
  readonly devices: DeviceService;
  readonly launches: LaunchService;
  readonly answers: PageAnswers;
}

export const homePageRoutes: FastifyPluginAsyncTypebox<HomePageRoutesOptions> = async (
  app,
  { homeSessions, devices, launches, answers },
) => {
  app.get("/", async (request, reply) => {
    if (readSession(request) === undefined) return await reply.redirect("/login", 303);
    const principal = principalOf(await loggedIn(request, reply));
    const session = await homeSessions.get(principal);
    const pictures = await readSettings(request, principal, session);
    return answers.send(request, reply, (texts) => homePage(texts, session, pictures));
  });

  app.post(
    "/launch",
    { schema: { body: Type.Object({ publisher: publisherKey }) } },
    async (request, reply) => {
      const session = await loggedIn(request, reply);
      const launch = await launches.create(principalOf(session), request.body.publisher);
      return answers.send(request, reply, (texts) => launchPage(texts, launch, session.subject));
    },
  );

  /** Returns the settings for a password session; `undefined` for a picture session. */
  async function readSettings(
    request: FastifyRequest,
    principal: FamilyPrincipal,
    session: OpenHomeSession,
  ): Promise<PictureSettings | undefined> {
    if (session.deviceId !== null) return undefined;
    const own = await lookUpOwnDevice(devices, request);
    const isOwn = own && own !== "forgotten" && own.emailKey === session.emailKey;
    return {
      devices: await devices.list(principal),
      ownDeviceId: isOwn ? own.id : undefined,
    };
  }

  /**
   * Returns the browser's session. Throws `unauthorized`, and then removes the cookie
   * of an ended session.
   */
  async function loggedIn(request: FastifyRequest, reply: FastifyReply): Promise<IssuedSession> {
    try {
      return await requirePageSession(homeSessions, request);
    } catch (error) {
      forgetSession(reply);
      throw error;
    }
  }
};
