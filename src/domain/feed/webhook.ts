import type { ValidationError } from "../errors.ts";

/** Type of the only notice. */
export const noticeType = "home-login.changed";

/** How one delivery of a notice ended. `refused` is not tried: the target is not allowed. */
export const noticeOutcomes = ["delivered", "failed", "refused", "gone"] as const;
export type NoticeOutcome = (typeof noticeOutcomes)[number];

/** Why a delivery failed, for the operator. Never a part of the URL or of the response. */
export const noticeFailures = [
  "timeout",
  "connection",
  "tls",
  "name-unknown",
  "private-address",
  "redirect",
  "status",
  "too-large",
  "secret-key",
] as const;
export type NoticeFailure = (typeof noticeFailures)[number];

const urlLengthMax = 2_000;

/**
 * Returns why a URL cannot be the target of a webhook: only https, and a name, so that the certificate
 * proves its owner. `isLoopbackAllowed` also allows http to the own machine; only tests set it.
 */
export function targetErrors(
  text: string,
  { isLoopbackAllowed }: { readonly isLoopbackAllowed: boolean },
): ValidationError[] {
  const url = URL.parse(text);
  const error = (detail: string) => [{ pointer: "/url", detail }];
  if (!url || text.length > urlLengthMax) return error("must be a URL of at most 2000 characters");
  if (isLoopbackAllowed && url.protocol === "http:" && url.hostname === "127.0.0.1") return [];
  if (url.protocol !== "https:") return error("must begin with https://");
  if (url.username !== "" || url.password !== "") return error("must not contain a password");
  if (url.hash !== "") return error("must not contain a #");
  if (isAddress(url.hostname)) return error("must have a host name, not an IP address");
  return [];
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
}
