import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { PictureCodeService } from "../../services/school/picture-codes.ts";
import { noBody } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { closed, uuid } from "../schemas/schema.ts";

export interface PictureCodeRoutesOptions {
  readonly pictureCodes: PictureCodeService;
}

/** Resets picture codes on behalf of the school. */
export const pictureCodeRoutes: FastifyPluginAsyncTypebox<PictureCodeRoutesOptions> = async (
  app,
  { pictureCodes },
) => {
  app.delete(
    "/v1/pupils/:pupilId/picture-codes",
    {
      schema: {
        operationId: "resetPictureCodes",
        tags: ["Home login"],
        summary: "Reset the picture codes of a pupil",
        description:
          "Deletes the picture codes of the pupil at all its home addresses and ends the sessions that were opened with them. The family can set a new picture code after a login with the password. Registered devices are not deleted. The operation is idempotent: it also answers 204 when the pupil has no picture code. Callers: coordinators; teachers of a group of the pupil; teachers with a whole-school role.",
        params: closed({ pupilId: uuid("Id of the pupil in this service, a UUID.") }),
        response: {
          204: noBody("The pupil has no picture codes."),
          ...problemResponses("unauthorized", "forbidden", "not-found"),
        },
      },
    },
    async (request, reply) => {
      await pictureCodes.reset(request.schoolPrincipal, request.params.pupilId);
      return reply.code(204).send();
    },
  );
};
