import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { DeviceService } from "../../services/family/devices.ts";
import type { PictureSessionService } from "../../services/family/picture-sessions.ts";
import type { AccessTokens } from "../auth/access-token.ts";
import { noteEvent } from "../plugins/access-log.ts";
import { networkOf } from "../plugins/request-context.ts";
import { answer } from "../schemas/answer.ts";
import { HomeSessionTokens } from "../schemas/home.ts";
import { DeviceLookup, DeviceLookupRequest, PictureSessionRequest } from "../schemas/pictures.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { ref } from "../schemas/schema.ts";
import { tokensOf } from "./home-sessions.ts";

export interface PictureSessionRoutesOptions {
  readonly devices: DeviceService;
  readonly pictureSessions: PictureSessionService;
}

const tags = ["Pictures"];

/** How the youngest come in: with the token of a device, without one of their own yet. */
export const pictureSessionRoutes: FastifyPluginAsyncTypebox<
  PictureSessionRoutesOptions & { readonly accessTokens: AccessTokens }
> = async (app, { devices, pictureSessions, accessTokens }) => {
  app.post(
    "/v1/device-lookups",
    {
      schema: {
        operationId: "lookUpDevice",
        tags,
        summary: "Look up who may come in on a device",
        description:
          "The children of the family that have pictures and whose group logs in with them. Changes nothing.",
        body: ref(DeviceLookupRequest),
        response: {
          200: answer("Who may come in here.", DeviceLookup),
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
          "On a remembered device, for a child of its family whose group logs in with pictures. The refusal is the same for every reason, and each wrong try makes the next one wait; after ten in a row only a login with the password makes the pictures good again. Such a session may look and open software, and change nothing.",
        body: ref(PictureSessionRequest),
        response: {
          201: answer("The child is logged in.", HomeSessionTokens),
          ...problemResponsesWithBody("wrong-pictures", "pictures-off", "too-many-requests"),
        },
      },
    },
    async (request, reply) => {
      const session = await pictureSessions.create(request.body, networkOf(request.ip));
      noteEvent(request, "authn_login_success");
      return await reply.code(201).send(await tokensOf(session, accessTokens));
    },
  );
};
