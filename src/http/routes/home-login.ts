import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { readAddresses } from "../../domain/home-login.ts";
import type { HomeLoginService } from "../../services/school/home-login.ts";
import { ifMatch, setEtag } from "../plugins/etag.ts";
import { rulesOf } from "../problems/request-errors.ts";
import { answer, noBody } from "../schemas/answer.ts";
import {
  ActivationMails,
  ActivationMailsRequest,
  ChangedHomeLogin,
  HomeLogin,
  HomeLoginRequest,
} from "../schemas/home-login.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { closed, paragraphs, ref, uuid } from "../schemas/schema.ts";

export interface HomeLoginRoutesOptions {
  readonly homeLogins: HomeLoginService;
}

const path = "/v1/pupils/:pupilId/home-login";
const pupilId = closed({ pupilId: uuid("Id of the pupil in this service, a UUID.") });
const tags = ["Home login"];
const callers =
  "Callers: coordinators; teachers of a group of the pupil; teachers with a whole-school role.";
const lost =
  "its password, sessions, links, picture code, registered devices and waiting mail immediately.";
/** The response schema of `getHomeLogin`, from which its `ETag` is computed. */
const asSent = ref(HomeLogin);

export const homeLoginRoutes: FastifyPluginAsyncTypebox<HomeLoginRoutesOptions> = async (
  app,
  { homeLogins },
) => {
  app.get(
    path,
    {
      schema: {
        operationId: "getHomeLogin",
        tags,
        summary: "Get the home login of a pupil",
        description:
          "Returns whether the pupil has home login, and for each home address its state and the delivery state of its mail. A pupil without addresses answers 200 with `enabled` `false`; a former pupil answers 404. Callers: coordinators; teachers of a group of the pupil; teachers with a whole-school role.",
        params: pupilId,
        response: {
          200: answer("The home login.", HomeLogin),
          ...problemResponses("unauthorized", "forbidden", "not-found"),
        },
      },
      config: { isResource: true },
    },
    async (request) => await homeLogins.get(request.schoolPrincipal, request.params.pupilId),
  );

  app.put(
    path,
    {
      schema: {
        operationId: "setHomeLogin",
        tags,
        summary: "Set the home addresses of a pupil",
        description: paragraphs(
          "Replaces the set of home addresses of the pupil.",
          [
            "- An address that stays keeps its password and receives no mail. To send it a new link, use `sendActivationMails`.",
            "- A new address receives an invitation: a mail with a link. Within the cool-down of the address the mail is sent when the cool-down ends; `mail.status` is `waiting` until then. A reminder follows three days before the link expires.",
            `- A removed address loses ${lost} It receives a mail about the removal if it had a password, or a valid invitation that was sent. Other pupils with this address are not affected.`,
          ].join("\n"),
          "An address whose spelling differs only in capitals is the same address: it stays, and the earlier spelling is kept. An address that probably has a typing error is accepted with a warning; to see warnings before a mail is sent, use `bulkActivate` with `dryRun=true`.",
          "The operation is idempotent: repeating it changes nothing and sends no mail. With `If-Match`, the change is applied only when the home login has not changed. When the school uses a network environment instead of this service, the response is 409 `network-environment`.",
          callers,
        ),
        params: pupilId,
        body: ref(HomeLoginRequest),
        response: {
          200: answer("The home login after the change.", ChangedHomeLogin),
          ...problemResponsesWithBody(
            "unauthorized",
            "forbidden",
            "not-found",
            "network-environment",
            "precondition-failed",
          ),
        },
      },
      config: {
        hasPrecondition: true,
        ruleErrors: rulesOf(HomeLoginRequest, (_request, { emails }) =>
          emails ? readAddresses(emails).validationErrors : [],
        ),
      },
    },
    async (request, reply) => {
      const { emails } = request.body;
      const precondition = ifMatch(request, reply, asSent);
      const { pupilId } = request.params;
      const changed = await homeLogins.set(request.schoolPrincipal, pupilId, emails, precondition);
      setEtag(reply, asSent, changed);
      return changed;
    },
  );

  app.delete(
    path,
    {
      schema: {
        operationId: "removeHomeLogin",
        tags,
        summary: "Remove the home login of a pupil",
        description: paragraphs(
          `Removes all home addresses of the pupil. Each address loses ${lost} It receives a mail about the removal if it had a password, or a valid invitation that was sent.`,
          "The operation is idempotent: it also answers 204 when the pupil has no home login. With `If-Match`, it is applied only when the home login has not changed. It also works when the school uses a network environment.",
          callers,
        ),
        params: pupilId,
        response: {
          204: noBody("The pupil has no home login."),
          ...problemResponses("unauthorized", "forbidden", "not-found", "precondition-failed"),
        },
      },
      config: { hasPrecondition: true },
    },
    async (request, reply) => {
      const precondition = ifMatch(request, reply, asSent);
      await homeLogins.remove(request.schoolPrincipal, request.params.pupilId, precondition);
      return reply.code(204).send();
    },
  );

  app.post(
    `${path}/activation-mails`,
    {
      schema: {
        operationId: "sendActivationMails",
        tags,
        summary: "Send a mail with a new link",
        description: paragraphs(
          "Sends a mail with a new link. With `{}`: to every address of the pupil that is not activated, also to one that bounced or declined. With `email`: to this address only. If it is activated, the family receives a link for a new password.",
          [
            "An address is in exactly one list of the response:",
            "",
            "- `skipped`: its newest mail with a link is not sent yet, its newest valid link is younger than five minutes (default), or it is activated and was not given. A repeated request therefore sends no second mail.",
            "- `queued`: a mail is queued. It is sent immediately, or when the cool-down of the address ends (at most one day); see `mail.status` in `getHomeLogin`.",
          ].join("\n"),
          "The newest three links of a pupil at an address stay valid. When the school uses a network environment instead of this service, the response is 409.",
          callers,
        ),
        params: pupilId,
        body: ref(ActivationMailsRequest),
        response: {
          202: answer("The addresses that receive a mail, and those that do not.", ActivationMails),
          ...problemResponsesWithBody(
            "unauthorized",
            "forbidden",
            "not-found",
            "home-login-off",
            "network-environment",
          ),
        },
      },
      config: {
        ruleErrors: rulesOf(ActivationMailsRequest, ({ schoolPrincipal, params }, { email }) => {
          const { pupilId } = params as { readonly pupilId: string };
          return homeLogins.mailErrors(schoolPrincipal, pupilId, email);
        }),
      },
    },
    async (request, reply) => {
      const { params, body, schoolPrincipal } = request;
      const mails = await homeLogins.sendMails(schoolPrincipal, params.pupilId, body.email);
      return await reply.code(202).send(mails);
    },
  );
};
