import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { DeviceService } from "../../services/family/devices.ts";
import type { HomeSessionService } from "../../services/family/home-sessions.ts";
import type { PictureSessionService } from "../../services/family/picture-sessions.ts";
import { noteEvent } from "../plugins/access-log.ts";
import { networkOf } from "../plugins/request-context.ts";
import { answer } from "../schemas/answer.ts";
import { HomeSessionTokens, tokensOf } from "../schemas/home.ts";
import { DeviceLookup, DeviceLookupRequest, PictureSessionRequest } from "../schemas/pictures.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { ref } from "../schemas/schema.ts";

export interface PictureSessionRoutesOptions {
  readonly devices: DeviceService;
  readonly pictureSessions: PictureSessionService;
  readonly homeSessions: Pick<HomeSessionService, "pairOf">;
}

const tags = ["Pictures"];

/** Login with pictures: the caller has a device token and no access token yet. */
export const pictureSessionRoutes: FastifyPluginAsyncTypebox<PictureSessionRoutesOptions> = async (
  app,
  { devices, pictureSessions, homeSessions },
) => {
  app.post(
    "/v1/device-lookups",
    {
      schema: {
        operationId: "lookUpDevice",
        tags,
        summary: "Look up a registered device",
        description:
          "Returns the pupils of the family that have a picture code and whose group allows login with pictures. It changes nothing. Callers need no token besides the device token.",
        body: ref(DeviceLookupRequest),
        response: {
          200: answer("The pupils that can log in on the device.", DeviceLookup),
          ...problemResponsesWithBody("device-unknown", "too-many-requests"),
        },
      },
    },
    async (request) => {
      const { deviceToken } = request.body;
      const { children } = await devices.lookUp(deviceToken, networkOf(request.ip));
      return { children };
    },
  );

  app.post(
    "/v1/picture-sessions",
    {
      schema: {
        operationId: "createPictureSession",
        tags,
        summary: "Log in with pictures",
        description:
          "Opens a home session on a registered device with the picture code of a pupil. Every failed login has the same response, whatever the reason, and increases the delay before the next attempt; an attempt within the delay answers 429. After ten consecutive failures the picture code is blocked until a login with the password. The session can read and open software, but cannot change anything. Callers need no token besides the device token.",
        body: ref(PictureSessionRequest),
        response: {
          201: answer("The home session is open.", HomeSessionTokens),
          ...problemResponsesWithBody("wrong-pictures", "pictures-off", "too-many-requests"),
        },
      },
    },
    async (request, reply) => {
      const session = await pictureSessions.create(request.body, networkOf(request.ip));
      noteEvent(request, "authn_login_success");
      return await reply.code(201).send(tokensOf(await homeSessions.pairOf(session)));
    },
  );
};
