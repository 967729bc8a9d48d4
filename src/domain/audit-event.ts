/** Audited actions: every change, no reads. */
export const auditActions = [
  "roster-put",
  "pupil-left",
  "pupil-updated",
  "pupil-erased",
  "home-login-set",
  "home-login-removed",
  "activation-mails-sent",
  "letter-made",
  "address-proposed",
  "address-proposal-accepted",
  "address-proposal-declined",
  "password-made",
  "picture-code-made",
  "picture-codes-reset",
  "address-bounced",
  "address-refused",
  "school-updated",
  "group-updated",
  "publisher-changed",
  "token-issued",
  "client-added",
  "client-revoked",
  "issuer-added",
  "issuer-removed",
] as const;
export type AuditAction = (typeof auditActions)[number];

/**
 * Kinds of actor: an API client, a portal that signs its own tokens, a family with its link, the
 * operator at the command line, or the service itself.
 */
export const actorKinds = ["client", "issuer", "family", "operator", "service"] as const;
export type ActorKind = (typeof actorKinds)[number];

export interface Actor {
  readonly kind: ActorKind;
  /** Id of the client or the issuer; `null` for the other kinds. */
  readonly id: string | null;
  /** The person that uses the client or portal, such as a teacher's `externalId`. */
  readonly person: string | null;
}

/** The id and the network of a request. */
export interface RequestContext {
  /** As in `X-Request-Id`. */
  readonly requestId: string;
  /** An IPv4 address or the /64 of an IPv6 address. */
  readonly network: string;
}
