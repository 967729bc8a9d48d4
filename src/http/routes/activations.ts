import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { ActivationService } from "../../services/activations.ts";
import { noteEvent } from "../access-log.ts";
import { originOf } from "../origin.ts";
import { answer } from "../schemas/answer.ts";
import {
  Activation,
  ActivationLookup,
  ActivationLookupRequest,
  ActivationRequest,
} from "../schemas/home.ts";
import { refusalsOfBody } from "../schemas/problem.ts";
import { ref } from "../schemas/schema.ts";

export interface ActivationRoutesOptions {
  readonly activations: ActivationService;
}

const tags = ["Activation"];
const closedLinks = [
  "link-unknown",
  "link-expired",
  "link-used",
  "link-replaced",
  "too-many-requests",
] as const;

export const activationRoutes: FastifyPluginAsyncTypebox<ActivationRoutesOptions> = async (
  app,
  { activations },
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
          ...refusalsOfBody(...closedLinks),
        },
      },
    },
    async (request) => await activations.lookUp(request.body.token, originOf(request)),
  );

  app.post(
    "/v1/activations",
    {
      schema: {
        operationId: "activate",
        tags,
        summary: "Make a password with a link",
        description:
          "Uses the link up, for exactly one caller; a refused password does not. No login comes of it by itself, and a notice goes to the address.",
        body: ref(ActivationRequest),
        response: {
          201: answer("The password was made.", Activation),
          ...refusalsOfBody(...closedLinks, "password-rejected", "password-taken-by-sibling"),
        },
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      const made = await activations.activate(token, password, originOf(request));
      noteEvent(request, "authn_password_change");
      return await reply.code(201).send(made);
    },
  );
};
