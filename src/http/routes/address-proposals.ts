import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { ProposalService } from "../../services/family/address-proposals.ts";
import type { AddressProposalService } from "../../services/school/address-proposals.ts";
import {
  type ListRoutesOptions,
  listConfig,
  pageRequestOf,
  sendPage,
} from "../plugins/pagination.ts";
import { requestContextOf } from "../plugins/request-context.ts";
import { rulesOf } from "../problems/request-errors.ts";
import {
  AddressProposalPage,
  ProposalAnswer,
  ProposalRequest,
  proposalStatus,
} from "../schemas/address-proposals.ts";
import { answer, noBody } from "../schemas/answer.ts";
import { HomeLogin } from "../schemas/home-login.ts";
import { pageQuery } from "../schemas/pagination.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { closed, paragraphs, ref, uuid } from "../schemas/schema.ts";

export interface ProposalRoutesOptions {
  readonly proposals: ProposalService;
}

export interface AddressProposalRoutesOptions extends ListRoutesOptions {
  readonly addressProposals: AddressProposalService;
}

const path = "/v1/address-proposals";
const tags = ["Letters"];
const proposalId = closed({ proposalId: uuid("Id of the proposal, a UUID.") });
const callers =
  "Callers: coordinators and teachers with a whole-school role for every pupil; other teachers for the pupils of their groups.";

/** The side of the parent, without a token. */
export const proposalRoutes: FastifyPluginAsyncTypebox<ProposalRoutesOptions> = async (
  app,
  { proposals },
) => {
  app.post(
    path,
    {
      schema: {
        operationId: "proposeAddress",
        tags,
        summary: "Enter an address with the code of a letter",
        description: paragraphs(
          "Enters the e-mail address of a parent for the pupil of a letter. With the setting `letters` of the school on `at-once` the address is added as by `setHomeLogin`: it receives an invitation, and the other address of the pupil a mail that one was added, but not which. With `ask` the address waits for `acceptAddressProposal`.",
          "The response is the same for every code, also for a code that is unknown, expired, replaced by a newer letter, or used for two addresses. Only when the code is valid and the pupil has two home addresses, the response is 409 `address-limit`, whichever these are. An address that the pupil has already receives new links as by `requestLinks`.",
          "A repeated request with the same address adds nothing. The limits are in the description of the API. Callers need no token.",
        ),
        body: ref(ProposalRequest),
        response: {
          202: answer(
            "The request is accepted. The response does not say whether the code is valid.",
            ProposalAnswer,
          ),
          ...problemResponsesWithBody("too-many-requests", "address-limit"),
        },
      },
      config: {
        ruleErrors: rulesOf(ProposalRequest, (_request, given) => proposals.errorsOf(given)),
      },
    },
    async (request, reply) => {
      const warnings = await proposals.propose(request.body, requestContextOf(request));
      return reply.code(202).send({ warnings: [...warnings] });
    },
  );
};

/** The side of the school. */
export const addressProposalRoutes: FastifyPluginAsyncTypebox<
  AddressProposalRoutesOptions
> = async (app, { addressProposals, cursors }) => {
  app.get(
    path,
    {
      schema: {
        operationId: "listAddressProposals",
        tags,
        summary: "List the addresses that parents entered",
        description: paragraphs(
          "Lists the addresses that parents entered with the code of a letter, the oldest first. With `status=waiting` it is the list of addresses that wait for an answer of the school.",
          "A coordinator and a teacher with a whole-school role receive those of all pupils, another teacher those of the pupils of its groups. A portal in its own name receives 403.",
        ),
        querystring: pageQuery({
          status: Type.Optional(
            proposalStatus("Only proposals in this state. When it is omitted, all of them:"),
          ),
        }),
        response: {
          200: answer("A page of proposals.", AddressProposalPage),
          ...problemResponses("unauthorized", "forbidden"),
        },
      },
      config: listConfig(cursors),
    },
    async (request, reply) => {
      const { schoolPrincipal, query } = request;
      const page = pageRequestOf(cursors, request);
      const found = await addressProposals.list(schoolPrincipal, query.status, page);
      return sendPage(cursors, request, reply, found);
    },
  );

  app.post(
    `${path}/:proposalId/acceptances`,
    {
      schema: {
        operationId: "acceptAddressProposal",
        tags,
        summary: "Accept an address that a parent entered",
        description: paragraphs(
          "Adds the address to those of the pupil, as `setHomeLogin` does: it receives an invitation. The other address of the pupil receives a mail that one was added, but not which. When the pupil has the address already, nothing is added and no mail is sent.",
          "A repeated request changes nothing and answers 200 again. A declined proposal answers 409 `proposal-closed`, and a third address 409 `address-limit`: the proposal then keeps waiting.",
          callers,
        ),
        params: proposalId,
        response: {
          200: answer("The home login of the pupil after the change.", HomeLogin),
          ...problemResponses(
            "unauthorized",
            "forbidden",
            "not-found",
            "address-limit",
            "proposal-closed",
            "network-environment",
          ),
        },
      },
    },
    async (request) =>
      await addressProposals.accept(request.schoolPrincipal, request.params.proposalId),
  );

  app.post(
    `${path}/:proposalId/declinations`,
    {
      schema: {
        operationId: "declineAddressProposal",
        tags,
        summary: "Decline an address that a parent entered",
        description: paragraphs(
          "Declines the address, which receives no mail. The code of the letter then takes another address in its place; make a new letter (`createLetters`) to end the code.",
          "A repeated request changes nothing. An accepted proposal answers 409 `proposal-closed`: remove the address with `setHomeLogin`.",
          callers,
        ),
        params: proposalId,
        response: {
          204: noBody("The proposal is declined."),
          ...problemResponses("unauthorized", "forbidden", "not-found", "proposal-closed"),
        },
      },
    },
    async (request, reply) => {
      await addressProposals.decline(request.schoolPrincipal, request.params.proposalId);
      return reply.code(204).send();
    },
  );
};
