import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { passwordLengthMax, passwordLengthMin } from "../../domain/password.ts";
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
import { paragraphs, ref } from "../schemas/schema.ts";

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
        summary: "Look up the link of a mail",
        description:
          "Returns the pupil, the address and the purpose of a link. It changes nothing: the link can still be used, so a mail scanner that opens it does no harm. Too many invalid links from one network answer 429. The request needs no access token; the token of the link is in the body.",
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
        description: paragraphs(
          "Sets the password of a pupil at a home address. It ends the sessions of the pupil at this address and deletes its picture code and the devices that it registered. The link and the other links of this pupil at the address cannot be used again. The address receives a mail about the new password. The response opens no home session.",
          `A password has ${passwordLengthMin} (default) to ${passwordLengthMax} characters, in any characters. It must not be in a list of leaked passwords, nor be little more than a name; see \`reason\` in \`Problem\`. Pupils at one address must have different passwords. A rejected password does not use the link.`,
          "If several requests use the same link concurrently, exactly one succeeds. A repeated request answers 410. Too many attempts answer 429; the limits are in the description of the API. After fifty attempts, request a new link.",
          "The request needs no access token; the token of the link is in the body.",
        ),
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
        summary: "Report that the pupil is not a child of the recipient",
        description: paragraphs(
          "Declines an invitation. Use it when the recipient of the mail does not know the pupil. The link and the other links of this pupil at the address cannot be used again. The school then sees the address as `bounced` with the reason `not-their-child`. The address receives no more mail about this pupil until the school sends a new link. Other pupils at the address are not affected.",
          "If several requests use the same link concurrently, exactly one succeeds. A repeated request answers 410.",
          "Only a link with the purpose `activation` can be used. A link for a new password answers 409 `not-an-invitation`; it is not used and can still set a password. If a password was set with another link in the meantime, the response is 410 `link-used`.",
          "The request needs no access token; the token of the link is in the body.",
        ),
        body: ref(ActivationRefusalRequest),
        response: {
          204: noBody("The activation is declined and the school can see it."),
          ...problemResponsesWithBody(...closedLinks, "not-an-invitation"),
        },
      },
    },
    async (request, reply) => {
      await activationDeclinations.decline(request.body.token, requestContextOf(request));
      return reply.code(204).send();
    },
  );
};
