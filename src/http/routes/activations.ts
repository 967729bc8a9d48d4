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
  readonly activationRefusals: DeclineService;
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
  { activations, activationRefusals },
) => {
  app.post(
    "/v1/activation-lookups",
    {
      schema: {
        operationId: "lookUpActivation",
        tags,
        summary: "Look up what a link is for",
        description: "Changes nothing, since mail scanners open links.",
        body: ref(ActivationLookupRequest),
        response: {
          200: answer("What the link is for.", ActivationLookup),
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
        summary: "Make a password with a link",
        description:
          "Uses the link up, for exactly one caller, and closes the other open links of this child on the address; a refused password uses up nothing. No login comes of it by itself, and a notice goes to the address. Tries with one link run one after another. A link takes ten tries at once and then ten an hour, fifty in all; the links of one address together take twenty at once and then ten an hour. Beyond that the answer is 429, and no password is compared.",
        body: ref(ActivationRequest),
        response: {
          201: answer("The password was made.", Activation),
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
          "For a person who received an invitation about a child that is not theirs. Uses the link up, for exactly one caller, closes the other open links of this child on the address, and revokes its password, sessions, remembered devices and pictures. The school sees the address as `bounced`, with the reason `not-their-child`; the address gets no more mail about this child until a teacher sends one. Other children on the address keep everything. Only the link of an invitation (`purpose` is `activation`) can decline; a link to a new password answers 404 `link-unknown` and stays open.",
        body: ref(ActivationRefusalRequest),
        response: {
          204: noBody("The school sees it."),
          ...problemResponsesWithBody(...closedLinks),
        },
      },
    },
    async (request, reply) => {
      await activationRefusals.refuse(request.body.token, requestContextOf(request));
      return reply.code(204).send();
    },
  );
};
