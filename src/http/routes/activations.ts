import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { ActivationService } from "../../services/family/activations.ts";
import type { DeclineService } from "../../services/family/declines.ts";
import { noteEvent } from "../plugins/access-log.ts";
import { requestContextOf } from "../plugins/request-context.ts";
import { answer, noBody } from "../schemas/answer.ts";
import {
  Activation,
  ActivationLookup,
  ActivationLookupRequest,
  ActivationRefusalRequest,
  ActivationRequest,
} from "../schemas/home.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { ref } from "../schemas/schema.ts";

export interface ActivationRoutesOptions {
  readonly activations: ActivationService;
  readonly activationDeclinations: DeclineService;
}

const tags = ["Activation"];
const closedLinks = [
  "link-unknown",
  "link-expired",
  "link-used",
  "link-replaced",
  "link-refused",
  "network-environment",
  "too-many-requests",
] as const;

export const activationRoutes: FastifyPluginAsyncTypebox<ActivationRoutesOptions> = async (
  app,
  { activations, activationDeclinations },
) => {
  app.post(
    "/v1/activation-lookups",
    {
      schema: {
        operationId: "lookUpActivation",
        tags,
        summary: "Look up an activation link",
        description:
          "Returns the pupil, the address and the purpose of a link. It changes nothing and does not use the link up, because mail scanners open links. Callers need no token besides that of the link.",
        body: ref(ActivationLookupRequest),
        response: {
          200: answer("The link is valid.", ActivationLookup),
          ...problemResponsesWithBody(...closedLinks),
        },
      },
    },
    async (request) => await activations.lookUp(request.body.token, requestContextOf(request)),
  );

  app.post(
    "/v1/activations",
    {
      schema: {
        operationId: "activate",
        tags,
        summary: "Set a password with a link",
        description:
          "Sets the password of a pupil at a home address, uses the link up, and invalidates the other open links of this pupil at the address. If several requests use the same link concurrently, exactly one succeeds, and a repeated request answers 410. A rejected password does not use the link up. The response opens no home session; the address receives a mail about the new password. Rate limits: one link allows a burst of ten attempts, then ten an hour, and fifty in total; all links of one address together allow a burst of twenty, then ten an hour. Further attempts answer 429. Callers need no token besides that of the link.",
        body: ref(ActivationRequest),
        response: {
          201: answer("The password is set.", Activation),
          ...problemResponsesWithBody(
            ...closedLinks,
            "password-rejected",
            "password-taken-by-sibling",
          ),
        },
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      const { loginDevice, ...made } = await activations.activate(
        token,
        password,
        requestContextOf(request),
      );
      noteEvent(request, "authn_password_change");
      return await reply.code(201).send({ ...made, loginDeviceToken: loginDevice.token });
    },
  );

  app.post(
    "/v1/activation-refusals",
    {
      schema: {
        operationId: "refuseActivation",
        tags,
        summary: "Decline an activation",
        description:
          "For a person that received an invitation about a child of another family. It uses the link up, invalidates the other links of this pupil at the address, and revokes the password, sessions, registered devices and picture code of this pupil there. If several requests use the same link concurrently, exactly one succeeds, and a repeated request answers 410. The school then sees the address as `bounced` with the reason `not-their-child`; the address receives no more mail about this pupil until a teacher sends a new invitation. Other pupils at the address are not affected. Only the link of an invitation (`purpose` is `activation`) can decline; a link for a new password answers 404 `link-unknown` and stays valid. Callers need no token besides that of the link.",
        body: ref(ActivationRefusalRequest),
        response: {
          204: noBody("The activation is declined and the school can see it."),
          ...problemResponsesWithBody(...closedLinks),
        },
      },
    },
    async (request, reply) => {
      await activationDeclinations.decline(request.body.token, requestContextOf(request));
      return reply.code(204).send();
    },
  );
};
