import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { ErrorCode } from "../../../domain/error-codes.ts";
import { ServiceError } from "../../../domain/errors.ts";
import { isWithin, linkTokenLengthMax } from "../../../domain/text.ts";
import type { ActivationService } from "../../../services/family/activations.ts";
import type { DeclineService } from "../../../services/family/declines.ts";
import { noteEvent } from "../../plugins/access-log.ts";
import { requestContextOf } from "../../plugins/request-context.ts";
import { linkField, passwordField, tokenField } from "../../schemas/form.ts";
import { keepLoginDevice, readLoginDevices } from "../cookies/login-device-cookie.ts";
import type { PageAnswers } from "../responses.ts";
import { linkPage, makePasswordPage, passwordMadePage } from "../views/activations.ts";
import { confirmDeclinePage, declinedPage } from "../views/declines.ts";

export interface ActivationPageRoutesOptions {
  readonly activations: ActivationService;
  readonly activationDeclinations: DeclineService;
  readonly passwordLengthMin: number;
  readonly answers: PageAnswers;
}

/** Errors after which the same form can be submitted again. */
const correctableErrors: readonly ErrorCode[] = [
  "password-rejected",
  "password-taken-by-sibling",
  "too-many-requests",
  "unavailable",
];

export const activationPageRoutes: FastifyPluginAsyncTypebox<ActivationPageRoutesOptions> = async (
  app,
  { activations, activationDeclinations, passwordLengthMin, answers },
) => {
  app.get("/activate", async (request, reply) => answers.send(request, reply, linkPage));

  app.post(
    "/activate",
    { schema: { body: Type.Object({ token: linkField }) } },
    async (request, reply) => {
      const token = tokenIn(request.body.token);
      const lookup = await activations.lookUp(token, requestContextOf(request));
      return answers.send(request, reply, (texts) =>
        makePasswordPage(texts, { token, lookup, passwordLengthMin }),
      );
    },
  );

  app.post(
    "/activate/password",
    { schema: { body: Type.Object({ token: tokenField, password: passwordField }) } },
    async (request, reply) => {
      const { token, password } = request.body;
      const origin = requestContextOf(request);
      try {
        const made = await activations.activate(token, password, origin, readLoginDevices(request));
        keepLoginDevice(request, reply, made.loginDevice);
        noteEvent(request, "authn_password_change");
        const waiting = await activations.listWaiting(made.email);
        return answers.send(request, reply, (texts) => passwordMadePage(texts, made, waiting));
      } catch (error) {
        if (!(error instanceof ServiceError && correctableErrors.includes(error.code))) throw error;
        const lookup = await activations.lookUp(token, origin);
        return answers.reject(request, reply, error, (texts, problem) =>
          makePasswordPage(texts, { token, lookup, passwordLengthMin }, problem),
        );
      }
    },
  );

  app.post(
    "/activate/not-my-child",
    { schema: { body: Type.Object({ token: tokenField }) } },
    async (request, reply) => {
      const { token } = request.body;
      const lookup = await activations.lookUp(token, requestContextOf(request));
      return answers.send(request, reply, (texts) => confirmDeclinePage(texts, token, lookup));
    },
  );

  app.post(
    "/activate/refusal",
    { schema: { body: Type.Object({ token: tokenField }) } },
    async (request, reply) => {
      const { token } = request.body;
      const origin = requestContextOf(request);
      const { schoolContact } = await activationDeclinations.decline(token, origin);
      return answers.send(request, reply, (texts) => declinedPage(texts, schoolContact));
    },
  );
};

/** Returns the part of a pasted link after the `#`; empty when it is too long for a token. */
function tokenIn(pasted: string): string {
  const token = pasted.slice(pasted.indexOf("#") + 1).trim();
  return isWithin(token, linkTokenLengthMax) ? token : "";
}
