import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { PictureCodeService } from "../../services/school/picture-codes.ts";
import type { PupilService } from "../../services/school/pupils.ts";
import { ifMatch, setEtag } from "../plugins/etag.ts";
import { mergePatchTypes, takeMergePatch } from "../plugins/merge-patch.ts";
import { answer, noBody } from "../schemas/answer.ts";
import { Pupil, PupilUpdate } from "../schemas/groups.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { closed, ref, uuid } from "../schemas/schema.ts";

export interface PupilRoutesOptions {
  readonly pictureCodes: PictureCodeService;
  readonly pupils: PupilService;
}

const pupilId = closed({ pupilId: uuid("Id of the pupil in this service, a UUID.") });
/** The response schema, from which the `ETag` is computed. */
const asSent = ref(Pupil);

/** The picture beside the name of a pupil, and the reset of its picture codes by the school. */
export const pupilRoutes: FastifyPluginAsyncTypebox<PupilRoutesOptions> = async (
  app,
  { pictureCodes, pupils },
) => {
  takeMergePatch(app);

  app.delete(
    "/v1/pupils/:pupilId/picture-codes",
    {
      schema: {
        operationId: "resetPictureCodes",
        tags: ["Home login"],
        summary: "Reset the picture codes of a pupil",
        description:
          "Deletes the picture codes of the pupil at all its home addresses and ends the sessions that were opened with them. The family can set a new picture code after a login with the password. Registered devices are not deleted. The operation is idempotent: it also answers 204 when the pupil has no picture code. Callers: coordinators; teachers of a group of the pupil; teachers with a whole-school role.",
        params: pupilId,
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

  app.patch(
    "/v1/pupils/:pupilId",
    {
      schema: {
        operationId: "updatePupil",
        tags: ["Groups"],
        summary: "Choose the picture of a pupil",
        description:
          "Sets or removes the drawing beside the name of the pupil (JSON Merge Patch, RFC 7396). Young pupils find themselves by it on the login page. Both media types have the same meaning. The operation is idempotent. `If-Match` takes the `ETag` of an earlier change of the same pupil, which also changes with the states of its addresses. Callers: coordinators; teachers of a group of the pupil; teachers with a whole-school role.",
        consumes: mergePatchTypes,
        params: pupilId,
        body: ref(PupilUpdate),
        response: {
          200: answer("The pupil after the change.", Pupil),
          ...problemResponsesWithBody(
            "unauthorized",
            "forbidden",
            "not-found",
            "precondition-failed",
          ),
        },
      },
      config: { hasPrecondition: true },
    },
    async (request, reply) => {
      const { schoolPrincipal, params, body } = request;
      const precondition = ifMatch(request, reply, asSent);
      const pupil = await pupils.update(schoolPrincipal, params.pupilId, body, precondition);
      setEtag(reply, asSent, pupil);
      return pupil;
    },
  );
};
