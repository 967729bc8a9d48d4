import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { ServiceError } from "../../../domain/errors.ts";
import {
  parsePictures,
  pictureCodeLength,
  pictures,
  picturesOff,
} from "../../../domain/picture-code.ts";
import type { DeviceService } from "../../../services/family/devices.ts";
import type { HomeSessionService } from "../../../services/family/home-sessions.ts";
import type { PictureSessionService } from "../../../services/family/picture-sessions.ts";
import type { PictureCodeService } from "../../../services/school/picture-codes.ts";
import { noteEvent } from "../../plugins/access-log.ts";
import { networkOf } from "../../plugins/request-context.ts";
import {
  deviceNameOf,
  dropDeviceToken,
  keepDeviceToken,
  readDeviceToken,
} from "../cookies/device-cookie.ts";
import { keepSession } from "../cookies/session-cookie.ts";
import type { PageAnswers } from "../responses.ts";
import { lookUpOwnDevice, principalOf, requirePageSession } from "../session.ts";
import type { Choice } from "../views/picture-choice.ts";
import { makeCodePage } from "../views/picture-code.ts";
import { pictureLoginPage } from "../views/picture-login.ts";

export interface PicturePageRoutesOptions {
  readonly homeSessions: HomeSessionService;
  readonly devices: DeviceService;
  readonly pictureCodes: PictureCodeService;
  readonly pictureSessions: PictureSessionService;
  readonly answers: PageAnswers;
}

const words = Type.Optional(Type.String({ maxLength: 500 }));
/** The earlier choices, and the button that was pressed now. */
const choiceFields = { chosen: words, order: words, pick: words };

export const picturePageRoutes: FastifyPluginAsyncTypebox<PicturePageRoutesOptions> = async (
  app,
  { homeSessions, devices, pictureCodes, pictureSessions, answers },
) => {
  app.post(
    "/pictures",
    { schema: { body: Type.Object({ child: Type.String({ maxLength: 100 }), ...choiceFields }) } },
    async (request, reply) => {
      const device = await lookUpOwnDevice(devices, request);
      const deviceToken = readDeviceToken(request);
      if (!device || device === "forgotten" || deviceToken === undefined) throw deviceUnknown();
      const child = device.children.find(({ id }) => id === request.body.child);
      if (!child) throw picturesOff();
      const choice = choiceOf(request.body);
      if (choice.chosen.length < pictureCodeLength) {
        return answers.send(request, reply, (texts) => pictureLoginPage(texts, child, choice));
      }
      const login = { deviceToken, pupilId: child.id, pictures: choice.chosen };
      try {
        const session = await pictureSessions.create(login, networkOf(request.ip));
        noteEvent(request, "authn_login_success");
        await endPrevious(request);
        keepSession(reply, session.refreshToken);
        keepDeviceToken(reply, deviceToken);
        return await reply.redirect("/", 303);
      } catch (error) {
        if (error instanceof ServiceError && error.code === "pictures-off") throw error;
        const fresh = { chosen: [], order: pictureSessions.layOut() };
        return answers.reject(request, reply, error, (texts, problem) =>
          pictureLoginPage(texts, child, fresh, problem),
        );
      }
    },
  );

  app.post(
    "/pictures/code",
    { schema: { body: Type.Object({ ...choiceFields, save: words }) } },
    async (request, reply) => {
      const session = await requirePageSession(homeSessions, request);
      if (session.subject.deviceId !== null) throw needsPassword();
      const choice = choiceOf(request.body);
      if (request.body.save === undefined) {
        return answers.send(request, reply, (texts) => makeCodePage(texts, session, choice));
      }
      await pictureCodes.set(principalOf(session), choice.chosen, request.id);
      return await reply.redirect("/", 303);
    },
  );

  app.post("/devices/remember", async (request, reply) => {
    const session = await requirePageSession(homeSessions, request);
    if (session.subject.groupLoginMethod !== "picture") throw picturesOff();
    const name = deviceNameOf(request);
    const earlier = readDeviceToken(request);
    const device = await devices.remember(principalOf(session), name, earlier);
    keepDeviceToken(reply, device.deviceToken);
    return await reply.redirect("/", 303);
  });

  app.post(
    "/devices/forget",
    { schema: { body: Type.Object({ device: Type.String() }) } },
    async (request, reply) => {
      const session = await requirePageSession(homeSessions, request);
      const own = await lookUpOwnDevice(devices, request);
      await devices.forget(principalOf(session), request.body.device);
      if (own && own !== "forgotten" && own.id === request.body.device) dropDeviceToken(reply);
      return await reply.redirect("/", 303);
    },
  );

  /** The pictures keep their places while a child chooses, and get new ones for a new start. */
  function choiceOf(fields: {
    readonly chosen?: string;
    readonly order?: string;
    readonly pick?: string;
  }): Choice {
    const { chosen = "", order = "", pick = "" } = fields;
    const kept = parsePictures(order.split(" "));
    return {
      chosen: parsePictures([...chosen.split(" "), pick]).slice(0, pictureCodeLength),
      order: kept.length === pictures.length ? kept : pictureSessions.layOut(),
    };
  }

  async function endPrevious(request: FastifyRequest): Promise<void> {
    const session = await requirePageSession(homeSessions, request).catch(() => undefined);
    if (session) await homeSessions.end(principalOf(session));
  }
};

function deviceUnknown(): ServiceError {
  return new ServiceError("device-unknown", "This device is not remembered.");
}

function needsPassword(): ServiceError {
  return new ServiceError("unauthorized", "This needs a login with the password.");
}
