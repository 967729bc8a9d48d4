import type { RequestContext } from "./audit-event.ts";

/** What a school-side caller is to its school. */
export const clientRoles = ["teacher", "coordinator", "portal"] as const;
export type ClientRole = (typeof clientRoles)[number];

/** Who asks on the school side, as its verified token says; what it may is read at each request. */
export interface SchoolPrincipal {
  readonly role: ClientRole;
  /** The school's BRIN. */
  readonly brin: string;
  /** A teacher's `externalId`, or what else the token calls its holder. */
  readonly subject: string;
  /** The credential behind the token: a client of ours, or a portal that signs its own. */
  readonly credential:
    | { readonly kind: "client"; readonly clientId: string }
    | { readonly kind: "issuer"; readonly issuerId: string };
  readonly origin: RequestContext;
}

/** A child that is logged in at home. */
export interface FamilyPrincipal {
  readonly schoolId: string;
  readonly sessionId: string;
}
