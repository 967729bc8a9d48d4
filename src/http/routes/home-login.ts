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
const pupilId = closed({ pupilId: uuid("Of the pupil.") });
const tags = ["Home login"];
/** As `getHomeLogin` sends it, which is what its `ETag` is of. */
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
        summary: "Get a pupil's home login",
        description: "Whether it is on, and what became of each address and of the mail to it.",
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
          "Replaces the set. An address that stays keeps its password and gets no mail; a new one is invited; a removed one loses its password, its sessions, its links and its waiting mail at once, and is told by mail if it got an invitation before. A mailbox gets at most six invitations and six removal notices in quick succession, then one of each a day; an invitation within the cool-down waits (`mail.status` is `waiting`) and is sent when it is over. With `If-Match` it happens only if nobody changed anything meanwhile.",
        params: pupilId,
        body: ref(HomeLoginRequest),
        response: {
          200: answer("The home login as it is now.", ChangedHomeLogin),
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
        summary: "Switch a pupil's home login off",
        description: "Removes all addresses with all they had; also when it was off already.",
        params: pupilId,
        response: {
          204: noBody("It is off."),
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
        summary: "Send the activation mail again",
        description:
          "To all addresses that are not activated, or to one, which then may also be one that is: its family gets a link for a new password. Within the cool-down of an address none is sent, so it may be repeated. A queued mail waits while its mailbox is cooling down: five minutes by default, doubling with each mail of the kind, up to a day. The newest three links of an address stay open.",
        params: pupilId,
        body: ref(ActivationMailsRequest),
        response: {
          202: answer("What was queued, and what was skipped and why.", ActivationMails),
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
