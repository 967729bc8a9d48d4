import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { drawingUrl } from "../../domain/school/drawing.ts";
import type { DeviceService } from "../../services/family/devices.ts";
import type { HomeSessionService } from "../../services/family/home-sessions.ts";
import type { PictureSessionService } from "../../services/family/picture-sessions.ts";
import { noteEvent } from "../plugins/access-log.ts";
import { networkOf } from "../plugins/request-context.ts";
import { answer } from "../schemas/answer.ts";
import { HomeSessionTokens, tokensOf } from "../schemas/home.ts";
import { DeviceLookup, DeviceLookupRequest, PictureSessionRequest } from "../schemas/pictures.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { paragraphs, ref } from "../schemas/schema.ts";

export interface PictureSessionRoutesOptions {
  readonly devices: DeviceService;
  readonly pictureSessions: PictureSessionService;
  readonly homeSessions: Pick<HomeSessionService, "pairOf">;
  readonly publicUrl: string;
}

const tags = ["Pictures"];

/** Login with pictures: the caller has a device token and no access token yet. */
export const pictureSessionRoutes: FastifyPluginAsyncTypebox<PictureSessionRoutesOptions> = async (
  app,
  { devices, pictureSessions, homeSessions, publicUrl },
) => {
  app.post(
    "/v1/device-lookups",
    {
      schema: {
        operationId: "lookUpDevice",
        tags,
        summary: "List the pupils that can log in on a device",
        description:
          "Returns the pupils that have the home address of the device, have a picture code at this address, and whose main group allows pictures. It changes nothing. The request needs no access token; the device token is in the body.",
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
      return {
        children: children.map((child) => ({
          ...child,
          pictureUrl: drawingUrl(publicUrl, child.picture),
        })),
      };
    },
  );

  app.post(
    "/v1/picture-sessions",
    {
      schema: {
        operationId: "createPictureSession",
        tags,
        summary: "Log in with pictures",
        description: paragraphs(
          "Opens a home session on a registered device with the picture code of a pupil. The session can use `getHomeSession`, `createLaunch` and `endHomeSession`. Each request opens a new session.",
          "A wrong device, pupil or picture answers 401 `wrong-pictures`, also when the group of the pupil does not allow pictures. Failures increase the delay before the next attempt; an attempt within the delay answers 429. After ten consecutive failures the picture code of this pupil at this address is blocked: the response is 409 `pictures-off`. A login of this pupil with its password, or a new picture code, unblocks it.",
          "The request needs no access token; the device token is in the body.",
        ),
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
