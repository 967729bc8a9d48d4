// Interprets the answer of a mail server: for the mail, for its address and for this service.
import type { NodemailerError } from "nodemailer";
import type { MailReason } from "../domain/mail/reason.ts";

interface Answer {
  /**
   * The server's answer, or an error without one: one line, 500 characters, without the address.
   */
  readonly answer: string;
}

export interface Refusal extends Answer {
  readonly code: number | undefined;
  /** RFC 3463, such as `5.1.1`. */
  readonly status: string | undefined;
}

/**
 * - `sent`: the server accepted the mail.
 * - `bounced`: the address is at fault; the mail never arrives.
 * - `deferred`: try this mail again later with the same Message-ID, since it may have arrived. With
 *   `isAboutUs` the server refuses this service or its mail, and the address is not at fault.
 * - `withheld`: the server refused the connection or its rate, and said nothing about the mail.
 */
export type DeliveryOutcome =
  | ({ readonly kind: "sent" } & Answer)
  | ({ readonly kind: "bounced"; readonly reason?: MailReason } & Refusal)
  | ({ readonly kind: "deferred"; readonly isAboutUs?: boolean } & Refusal)
  | ({ readonly kind: "withheld"; readonly stage: "connection" | "mail" } & Refusal);

/** RFC 3463 §3.2: the sender's address is at fault, which is one of this service. */
const senderStatuses = new Set(["5.1.7", "5.1.8"]);
/** RFC 3463 §3: mail system, protocol, content, policy. */
const statusAboutUs = /^[45]\.[3567]\./;
/** Codes that blame the address when they come without a status (RFC 5321 §4.2.3, RFC 7504). */
const addressCodes = new Set([550, 551, 553, 556]);
/** Refusals of the session (RFC 5321 §4.2.3, RFC 4954 §6). */
const sessionCodes = new Set([503, 530, 534, 535, 538]);
/** A server without SMTPUTF8 calls the address a syntax error (RFC 6531 §3.5). */
const syntaxCodes = new Set([500, 501, 553, 555]);
const syntaxStatuses = new Set(["5.1.3", "5.5.2", "5.5.4", "5.6.7"]);
/**
 * nodemailer's message when the server closed the connection twice before it read any of the
 * message.
 */
const closedTwice = /^Reached maximum number of retries/;
const greylisting = /gr[ae]y-?list/i;

/** Outcome of a failed delivery. `isConnected`: the connection was open and authenticated. */
export function outcomeOf(
  error: NodemailerError,
  { to, isConnected }: { readonly to: string; readonly isConnected: boolean },
): DeliveryOutcome {
  const { response, responseCode: code, command } = error;
  const status = response?.match(/^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/)?.[1];
  const refusal = { code, status, answer: legible(response ?? error.message, to) };
  if (!isConnected) return { kind: "withheld", stage: "connection", ...refusal };
  if (isRateLimit(refusal) || closedTwice.test(error.message)) {
    return { kind: "withheld", stage: "mail", ...refusal };
  }
  if (command === "RCPT TO" || command === "DATA") {
    if (isUnsupportedAddress(refusal, to)) return { kind: "bounced", reason: "other", ...refusal };
    if (isAboutAddress(refusal)) return { kind: "bounced", ...refusal };
  }
  return { kind: "deferred", isAboutUs: isAboutUs(refusal), ...refusal };
}

function isRateLimit(refusal: Refusal): boolean {
  const { code, status } = refusal;
  return code === 421 || (status?.startsWith("4.7.") === true && !isGreylisted(refusal));
}

/** Greylisting delays one mail, so it is not a limit on this service. */
function isGreylisted({ code = 0, answer }: Refusal): boolean {
  return code < 500 && greylisting.test(answer);
}

function isAboutAddress({ code = 0, status }: Refusal): boolean {
  if (code < 500 || sessionCodes.has(code)) return false;
  if (status === undefined) return addressCodes.has(code);
  if (senderStatuses.has(status)) return false;
  return status.startsWith("5.1.") || status === "5.2.1" || code === 551;
}

function isUnsupportedAddress({ code = 0, status = "" }: Refusal, to: string): boolean {
  const isAscii = /^\p{ASCII}*@/u.test(to);
  return !isAscii && code >= 500 && (syntaxStatuses.has(status) || syntaxCodes.has(code));
}

function isAboutUs(refusal: Refusal): boolean {
  const { code = 0, status } = refusal;
  if (isGreylisted(refusal)) return false;
  // 552 without a status: the mailbox is full.
  if (status === undefined) return code >= 500 && code !== 552;
  return statusAboutUs.test(status) || senderStatuses.has(status) || sessionCodes.has(code);
}

/** One line for the log and the teacher, without the address and without its local part. */
export function legible(answer: string, to: string): string {
  const line = answer
    .replace(/\s+/g, " ")
    .replace(/\p{C}/gu, "")
    .replace(/\S+/g, (word) => (/@|%40/.test(word) ? "<address>" : word));
  return withoutName(line, to.slice(0, to.indexOf("@")))
    .trim()
    .slice(0, 500)
    .toWellFormed();
}

function withoutName(line: string, name: string): string {
  // Compiling an expression for each mail takes longer than writing the mail, and few answers need one.
  // An ASCII letter has at most two forms.
  const isAscii = /^\p{ASCII}*$/u.test(line) && /^\p{ASCII}*$/u.test(name);
  if (isAscii && !line.toLowerCase().includes(name.toLowerCase())) return line;
  const pattern = `(?<![\\p{L}\\p{N}])${RegExp.escape(name)}(?![\\p{L}\\p{N}])`;
  return line.replace(new RegExp(pattern, "giu"), "<address>");
}
