import Type from "typebox";
import { proposalStatuses } from "../../domain/school/address-proposal.ts";
import { typedLetterCodeLengthMax } from "../../domain/school/letters.ts";
import { typedEmailLengthMax } from "../../domain/text.ts";
import { TypingWarning } from "./home-login.ts";
import { pupilNames } from "./home-login-list.ts";
import { page } from "./pagination.ts";
import {
  closed,
  listed,
  named,
  oneOf,
  ref,
  textOrNull,
  timestamp,
  timestampOrNull,
  uuid,
} from "./schema.ts";

export const ProposalRequest = named(
  "ProposalRequest",
  closed(
    {
      code: Type.String({
        maxLength: typedLetterCodeLengthMax,
        description:
          "The code of the letter as it is typed: case, spaces and hyphens make no difference, `O` is `0`, `I` and `L` are `1`. The URL of the QR code is accepted too. Text that cannot be a code answers 400.",
      }),
      email: Type.String({
        maxLength: typedEmailLengthMax,
        description: "The e-mail address of the parent.",
      }),
    },
    { description: "The code of a letter and the address that a parent enters with it." },
  ),
);

export const ProposalAnswer = named(
  "ProposalAnswer",
  Type.Object(
    {
      warnings: Type.Array(ref(TypingWarning), {
        description:
          "A probable typing error in the domain of the address, with a suggestion. It depends on the address alone. Show it before you send the request, or let the parent send the other address.",
      }),
    },
    { description: "The same for every code." },
  ),
);

export const proposalStatus = (description: string) =>
  oneOf(proposalStatuses, {
    description: listed(description, {
      waiting: "the school has not answered.",
      accepted: "the address was added, by the school or at once.",
      declined: "the school declined the address, which receives no mail.",
    }),
  });

export const AddressProposal = named(
  "AddressProposal",
  Type.Object(
    {
      id: uuid("Id of the proposal, a UUID."),
      status: proposalStatus("State of the proposal."),
      email: Type.String({
        description: "The address, as the parent entered it.",
        examples: ["ouder@example.nl"],
      }),
      suggestion: textOrNull({
        description:
          "The address that the parent probably meant, when the domain looks mistyped; otherwise `null`.",
      }),
      pupil: Type.Object(
        { id: uuid("Id of the pupil in this service, a UUID."), ...pupilNames },
        { description: "The pupil of the letter." },
      ),
      proposedAt: timestamp("Time at which the parent entered the address, in UTC."),
      settledAt: timestampOrNull(
        "Time of the answer of the school, in UTC; `null` while it waits. The proposal is deleted 30 days later, and 90 days after `proposedAt` without an answer.",
      ),
    },
    { description: "An address that a parent entered with the code of a letter." },
  ),
);

export const AddressProposalPage = page("AddressProposalPage", AddressProposal);
