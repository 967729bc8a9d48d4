import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { DeviceService } from "../../services/family/devices.ts";
import type { PictureCodeService } from "../../services/school/picture-codes.ts";
import { answer, noBody } from "../schemas/answer.ts";
import { DeviceList, DeviceRequest, NewDevice, PictureCodeRequest } from "../schemas/pictures.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { closed, paragraphs, ref, uuid } from "../schemas/schema.ts";

export interface DeviceRoutesOptions {
  readonly devices: DeviceService;
  readonly pictureCodes: PictureCodeService;
}

const tags = ["Pictures"];
const path = "/v1/home-sessions/current/devices";

/** Operations with which a family prepares the login with pictures, in a session with a password. */
export const deviceRoutes: FastifyPluginAsyncTypebox<DeviceRoutesOptions> = async (
  app,
  { devices, pictureCodes },
) => {
  app.get(
    path,
    {
      schema: {
        operationId: "listDevices",
        tags,
        summary: "List registered devices",
        description:
          "Lists the devices that are registered for the home address of the session, including those that other pupils at the address registered. Callers: a home session that was opened with a password; one opened with pictures answers 403.",
        response: {
          200: answer("The registered devices.", DeviceList),
          ...problemResponses("unauthorized", "forbidden"),
        },
      },
      config: { isResource: true },
    },
    async (request) => ({ devices: await devices.list(request.familyPrincipal) }),
  );

  app.post(
    path,
    {
      schema: {
        operationId: "rememberDevice",
        tags,
        summary: "Register a device",
        description: paragraphs(
          "Registers a device for the home address of the session and returns its token. With the token, the pupils at this address can log in with pictures; it grants no other access. Each request registers a new device.",
          "A registration ends after 180 days without a login with pictures, when the device is deleted, or when the pupil that registered it gets a new password or loses the address. An address has at most ten devices: the eleventh registration deletes the device with the oldest last use (or registration, if it was never used).",
          "Callers: a home session that was opened with a password; one opened with pictures answers 403.",
        ),
        body: ref(DeviceRequest),
        response: {
          201: answer("The device is registered.", NewDevice),
          ...problemResponsesWithBody("unauthorized", "forbidden"),
        },
      },
    },
    async (request, reply) => {
      const device = await devices.remember(request.familyPrincipal, request.body.name);
      return await reply.code(201).send(device);
    },
  );

  app.delete(
    `${path}/:deviceId`,
    {
      schema: {
        operationId: "forgetDevice",
        tags,
        summary: "Delete a registered device",
        description:
          "Deletes the registration: the token of the device becomes invalid, and the sessions that were opened with pictures on it end. The operation is idempotent: an id that does not exist also answers 204. Only an id that is not a UUID answers 404. Callers: a home session that was opened with a password; one opened with pictures answers 403.",
        params: closed({ deviceId: uuid("Id of the device, a UUID.") }),
        response: {
          204: noBody("The device is deleted."),
          ...problemResponses("unauthorized", "forbidden", "not-found"),
        },
      },
    },
    async (request, reply) => {
      await devices.forget(request.familyPrincipal, request.params.deviceId);
      return reply.code(204).send();
    },
  );

  app.put(
    "/v1/home-sessions/current/picture-code",
    {
      schema: {
        operationId: "setPictureCode",
        tags,
        summary: "Set the picture code",
        description:
          "Sets the picture code of the pupil of the session and replaces an earlier one. Sessions that were opened with the earlier code end. A new code also unblocks a blocked one. The code cannot be read back. When the main group of the pupil does not allow pictures, the response is 409 `pictures-off`. Callers: a home session that was opened with a password; one opened with pictures answers 403.",
        body: ref(PictureCodeRequest),
        response: {
          204: noBody("The picture code is set."),
          ...problemResponsesWithBody("unauthorized", "forbidden", "pictures-off"),
        },
      },
    },
    async (request, reply) => {
      const { pictures } = request.body;
      await pictureCodes.set(request.familyPrincipal, pictures, request.id);
      return reply.code(204).send();
    },
  );
};
