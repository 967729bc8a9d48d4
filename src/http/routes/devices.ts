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

/** What a family sets up for its youngest, once it is in with the password. */
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
        summary: "List the remembered devices",
        description: "Of the whole address. Not for a session that pictures opened.",
        response: {
          200: answer("The devices.", DeviceList),
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
        summary: "Remember a device",
        description:
          "Gives its token, with which children of the family come in with pictures and which opens nothing else. It is remembered for 180 days after each use, until it is forgotten or the password changes with which it was remembered. Of an eleventh, the one unused longest is forgotten. Not for a session that pictures opened.",
        body: ref(DeviceRequest),
        response: {
          201: answer("It is remembered.", NewDevice),
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
        summary: "Forget a device",
        description:
          "Its token opens nothing any more, and what pictures opened there ends. Again it answers the same. Not for a session that pictures opened.",
        params: closed({ deviceId: uuid("Of the device.") }),
        response: {
          204: noBody("It is forgotten."),
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
        summary: "Make the child's pictures",
        description:
          "In the place of those before, whose sessions end. Nobody can read them back. Not for a session that pictures opened.",
        body: ref(PictureCodeRequest),
        response: {
          204: noBody("They are made."),
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
