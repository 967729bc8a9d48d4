import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { HomeLoginService } from "../../services/school/home-login.ts";
import { ifMatch } from "../plugins/etag.ts";
import { answer, noBody } from "../schemas/answer.ts";
import {
  ActivationMails,
  ActivationMailsRequest,
  ChangedHomeLogin,
  HomeLogin,
  HomeLoginRequest,
} from "../schemas/home-login.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { closed, ref, uuid } from "../schemas/schema.ts";

export interface HomeLoginRoutesOptions {
  readonly homeLogins: HomeLoginService;
}

const path = "/v1/pupils/:pupilId/home-login";
const pupilId = closed({ pupilId: uuid("Id of the pupil in this service, a UUID.") });
const tags = ["Home login"];
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
          "Returns whether the pupil has home login, and for each home address its state and the delivery state of its mail. Callers: coordinators; teachers of a group of the pupil; teachers with a whole-school role.",
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
        description:
          "Replaces the set of home addresses. An address that stays keeps its password and receives no mail. A new address receives an activation mail. A removed address immediately loses its password, sessions, links and pending mail; it receives a mail about the removal if it had received an invitation. A mailbox receives at most six invitations and six removal mails in quick succession, then one of each a day; an invitation within the cool-down is sent when the cool-down ends, and its `mail.status` is `waiting` until then. The operation is idempotent: repeating it changes nothing and sends no mail. With `If-Match`, the change is applied only when the home login has not changed since. Callers: coordinators; teachers of a group of the pupil; teachers with a whole-school role.",
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
      config: { hasPrecondition: true },
    },
    async (request, reply) => {
      const { emails } = request.body;
      const precondition = ifMatch(request, reply, asSent);
      const { pupilId } = request.params;
      return await homeLogins.set(request.schoolPrincipal, pupilId, emails, precondition);
    },
  );

  app.delete(
    path,
    {
      schema: {
        operationId: "removeHomeLogin",
        tags,
        summary: "Remove the home login of a pupil",
        description:
          "Removes all home addresses of the pupil with their passwords, sessions, links and pending mail. The operation is idempotent: it also answers 204 when the pupil has no home login. With `If-Match`, it is applied only when the home login has not changed since. Callers: coordinators; teachers of a group of the pupil; teachers with a whole-school role.",
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
        summary: "Send activation mails again",
        description:
          "Sends a mail with a new link to every address of the pupil that is not activated, or to the given address. A given address may be activated already: its family then receives a link for a new password. No mail is sent to an address that has a pending mail or a link younger than the cool-down, so the request can be repeated safely. A queued mail waits until the cool-down of its mailbox ends: five minutes by default, doubled by each mail of the kind, up to one day. The newest three links of an address stay valid. Callers: coordinators; teachers of a group of the pupil; teachers with a whole-school role.",
        params: pupilId,
        body: ref(ActivationMailsRequest),
        response: {
          202: answer("The addresses that receive a mail, and those that do not.", ActivationMails),
          ...problemResponsesWithBody("unauthorized", "forbidden", "not-found", "home-login-off"),
        },
      },
    },
    async (request, reply) => {
      const { params, body, schoolPrincipal } = request;
      const mails = await homeLogins.sendMails(schoolPrincipal, params.pupilId, body.email);
      return await reply.code(202).send(mails);
    },
  );
};
