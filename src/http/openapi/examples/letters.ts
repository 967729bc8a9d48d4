// Examples of letters, and of the addresses that parents enter with their codes.
import {
  email,
  group,
  invitedAt,
  letterCode,
  mistypedEmail,
  proposalId,
  pupilId,
  pupilName,
} from "./values.ts";

export const letterExamples = {
  ProposalRequest: { code: letterCode, email },
  ProposalAnswer: { warnings: [] },
  AddressProposalPage: {
    items: [
      {
        id: proposalId,
        status: "waiting",
        email: mistypedEmail,
        suggestion: "opa@gmail.com",
        pupil: {
          id: pupilId,
          externalId: "1001",
          ...pupilName,
          group: { id: group.id, name: group.name },
        },
        proposedAt: invitedAt,
        settledAt: null,
      },
    ],
    next: null,
  },
  LettersRequest: { groupId: group.id },
};
