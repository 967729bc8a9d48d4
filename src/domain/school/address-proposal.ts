/** `waiting`: nobody at the school has answered it. */
export const proposalStatuses = ["waiting", "accepted", "declined"] as const;
export type ProposalStatus = (typeof proposalStatuses)[number];

/** Days after which a waiting proposal is deleted. */
export const waitingProposalDays = 90;
/** Days for which an answered proposal is kept, so that a school can look back. */
export const settledProposalDays = 30;
