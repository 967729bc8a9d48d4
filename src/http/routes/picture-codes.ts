import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { PictureCodeService } from "../../services/school/picture-codes.ts";
import { noBody } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { closed, uuid } from "../schemas/schema.ts";

export interface PictureCodeRoutesOptions {
  readonly pictureCodes: PictureCodeService;
}

/** What a school may do with pictures: take them away. */
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
        summary: "Reset the pictures of a pupil",
        description:
          "On both its addresses, with the sessions that they opened; the family makes new ones after a login with the password. Nobody can read them. Again it answers the same.",
        params: closed({ pupilId: uuid("Of the pupil.") }),
        response: {
          204: noBody("There are none any more."),
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
