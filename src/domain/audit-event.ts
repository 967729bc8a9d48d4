/** What is written down of who did it: every change, never a look. */
export const auditActions = [
  "roster-put",
  "pupil-left",
  "pupil-erased",
  "home-login-set",
  "home-login-removed",
  "activation-mails-sent",
  "password-made",
  "picture-code-made",
  "picture-codes-reset",
  "address-bounced",
  "address-refused",
  "school-updated",
  "group-updated",
  "token-issued",
  "client-added",
  "client-revoked",
  "issuer-added",
  "issuer-removed",
] as const;
export type AuditAction = (typeof auditActions)[number];

/**
 * Who acted: a client of ours, a portal that signs its own tokens, a family with its link, the
 * operator at the command line, or the service itself.
 */
export const actorKinds = ["client", "issuer", "family", "operator", "service"] as const;
export type ActorKind = (typeof actorKinds)[number];

export interface Actor {
  readonly kind: ActorKind;
  /** Of the client or the issuer; `null` for the others. */
  readonly id: string | null;
  /** Whom the client or the issuer speaks for, such as a teacher's `externalId`. */
  readonly person: string | null;
}

/** Which request it was and where it came from. */
export interface RequestContext {
  /** As in `X-Request-Id`. */
  readonly requestId: string;
  /** An IPv4 address or the /64 of an IPv6 one. */
  readonly network: string;
}
