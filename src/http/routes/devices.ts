import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { DeviceService } from "../../services/family/devices.ts";
import type { PictureCodeService } from "../../services/school/picture-codes.ts";
import { answer, noBody } from "../schemas/answer.ts";
import { DeviceList, DeviceRequest, NewDevice, PictureCodeRequest } from "../schemas/pictures.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { closed, ref, uuid } from "../schemas/schema.ts";

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
          "Lists the devices that are registered for the home address of the session, including those that other pupils at the address registered. Callers: a home session that was opened with a password.",
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
        description:
          "Registers a device and returns its token. With the token, pupils of the family can log in with pictures; it grants no other access. A registration ends after 180 days without a login with pictures, when the device is deleted, or when the password of the session's pupil changes. An address has at most ten devices: registering another one deletes the one that was not used for the longest time. Each request registers a new device. Callers: a home session that was opened with a password.",
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
          "Deletes the registration: the token of the device becomes invalid, and the sessions that were opened with pictures on it end. The operation is idempotent: a repeated request also answers 204. Callers: a home session that was opened with a password.",
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
          "Sets the picture code of the pupil of the session and replaces an earlier one. Sessions that were opened with the earlier code end. The code cannot be read back. Callers: a home session that was opened with a password.",
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
