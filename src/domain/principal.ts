import type { RequestContext } from "./audit-event.ts";

/** Roles of a school-side caller. */
export const clientRoles = ["teacher", "coordinator", "portal"] as const;
export type ClientRole = (typeof clientRoles)[number];

/**
 * The caller of a school-side request, from its verified token; permissions are read at each
 * request.
 */
export interface SchoolPrincipal {
  readonly role: ClientRole;
  /** The school's BRIN. */
  readonly brin: string;
  /** A teacher's `externalId`, or another subject of the token. */
  readonly subject: string;
  /**
   * The credential behind the token: an API client of this service, or a portal that signs its own
   * tokens.
   */
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

/** The caller of a request with an access token. */
export type Principal =
  | { readonly side: "school"; readonly principal: SchoolPrincipal }
  | { readonly side: "family"; readonly principal: FamilyPrincipal };
