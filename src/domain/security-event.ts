import type { ErrorCode } from "./error-codes.ts";

/** Security events in the log, named as in the OWASP Logging Vocabulary. */
export const securityEvents = [
  "authn_login_success",
  "authn_login_fail",
  "authn_password_change",
  "authn_password_change_fail",
  "authn_token_created",
  "authn_token_reuse",
  "authz_fail",
  "excess_rate_limit_exceeded",
  "input_validation_fail",
  "sensitive_read",
  "sensitive_delete",
  "session_renewed",
  "session_expired",
  "sys_startup",
  "sys_shutdown",
] as const;
export type SecurityEvent = (typeof securityEvents)[number];

/** Security event of each error code; `null`: not a security event. */
export const securityEventOfCode = {
  "invalid-request": "input_validation_fail",
  unauthorized: "authz_fail",
  forbidden: "authz_fail",
  "signature-invalid": "authz_fail",
  // Includes ids of another school, which get the same answer.
  "not-found": "authz_fail",
  "method-not-allowed": null,
  "not-acceptable": null,
  "request-timeout": null,
  "precondition-failed": null,
  "content-too-large": "input_validation_fail",
  "unsupported-media-type": "input_validation_fail",
  "headers-too-large": "input_validation_fail",
  "too-many-requests": "excess_rate_limit_exceeded",
  "internal-error": null,
  unavailable: null,
  "network-environment": null,
  "not-an-invitation": "authz_fail",
  "home-login-off": null,
  "letters-off": null,
  "address-limit": null,
  "proposal-closed": null,
  "roster-too-small": null,
  "link-unknown": "authz_fail",
  "link-expired": "authz_fail",
  "link-used": "authn_token_reuse",
  "link-refused": "authn_token_reuse",
  "link-replaced": "authz_fail",
  "password-rejected": "authn_password_change_fail",
  "password-taken-by-sibling": "authn_password_change_fail",
  "wrong-email-or-password": "authn_login_fail",
  "wrong-pictures": "authn_login_fail",
  "pictures-off": "authn_login_fail",
  "device-unknown": "authz_fail",
} as const satisfies Record<ErrorCode, SecurityEvent | null>;
