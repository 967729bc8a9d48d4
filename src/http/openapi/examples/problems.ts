// One example of each problem type.
import type { ErrorCode } from "../../../domain/error-codes.ts";
import { problemTypes } from "../../problems/problem-types.ts";
import { proposalId, pupilId } from "./values.ts";

interface ProblemExample {
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly object[];
  readonly elsewhere?: object;
}

const homeLogin = `/v1/pupils/${pupilId}/home-login`;
const activations = "/v1/activations";
const homeSessions = "/v1/home-sessions";
const pictureSessions = "/v1/picture-sessions";

const occurrences: Readonly<Record<ErrorCode, ProblemExample>> = {
  "invalid-request": {
    detail: "The request is invalid; see errors.",
    instance: homeLogin,
    errors: [
      { pointer: "/emails/0", detail: "has no @" },
      { pointer: "/address", detail: "is an unknown property" },
    ],
  },
  "password-rejected": {
    detail: "This password cannot be used.",
    instance: activations,
    errors: [{ pointer: "/password", detail: "is a known password", reason: "breached" }],
  },
  unauthorized: { detail: "The access token is missing or invalid.", instance: "/v1/groups" },
  "wrong-email-or-password": {
    detail: "The address or the password is wrong.",
    instance: homeSessions,
  },
  "wrong-pictures": { detail: "The pictures are wrong.", instance: pictureSessions },
  forbidden: { detail: "Your role does not allow this.", instance: "/v1/audit-events" },
  "signature-invalid": {
    detail: "The signature is missing, invalid or too old.",
    instance: "/v1/mail-events/mailgun",
  },
  "not-found": { detail: "There is no such resource.", instance: homeLogin },
  "link-unknown": { detail: "This link is not valid.", instance: activations },
  "device-unknown": { detail: "This device is not registered.", instance: "/v1/device-lookups" },
  "method-not-allowed": { detail: "The path does not support POST.", instance: "/v1/groups" },
  "not-acceptable": {
    detail: "The response is not available in an accepted media type.",
    instance: "/v1/groups",
  },
  "request-timeout": { detail: "The request was not received in time.", instance: "/v1/roster" },
  "home-login-off": {
    detail: "This pupil has no home address.",
    instance: `${homeLogin}/activation-mails`,
  },
  "letters-off": { detail: "This school uses no letters.", instance: "/v1/letters" },
  "address-limit": {
    detail: "This pupil has two home addresses already.",
    instance: "/v1/address-proposals",
  },
  "proposal-closed": {
    detail: "This proposal was answered in another way before.",
    instance: `/v1/address-proposals/${proposalId}/declinations`,
  },
  "network-environment": {
    detail: "Pupils of this school log in at home through MOO.",
    instance: homeLogin,
    elsewhere: { name: "MOO", url: "https://school.example/inloggen" },
  },
  "not-an-invitation": {
    detail:
      "This link is for a new password; only the link of an invitation can decline the child.",
    instance: "/v1/activation-refusals",
  },
  "password-taken-by-sibling": {
    detail: "Another pupil at this address has this password.",
    instance: activations,
  },
  "pictures-off": { detail: "Log in with the password.", instance: pictureSessions },
  "roster-too-small": {
    detail: "130 of 240 pupils would leave.",
    instance: "/v1/roster",
  },
  "cursor-expired": {
    detail:
      "Changes after this cursor may be missing. Get a new cursor with start=now, and then read all home logins again.",
    instance: "/v1/home-login-changes",
  },
  "link-expired": { detail: "This link has expired.", instance: activations },
  "link-refused": { detail: "The activation was declined with this link.", instance: activations },
  "link-replaced": { detail: "Newer links replaced this link.", instance: activations },
  "link-used": { detail: "A password is already set.", instance: activations },
  "precondition-failed": {
    detail: "The resource has changed since the version in If-Match.",
    instance: homeLogin,
  },
  "content-too-large": {
    detail: "The body is larger than this operation accepts.",
    instance: "/v1/roster",
  },
  "unsupported-media-type": {
    detail:
      "This operation does not accept this Content-Type. It accepts: application/json, application/xml, text/xml.",
    instance: "/v1/roster",
  },
  "too-many-requests": { detail: "There were too many attempts.", instance: homeSessions },
  "headers-too-large": { detail: "The headers are too large.", instance: "/v1/groups" },
  "internal-error": {
    detail: "An unexpected error occurred. It has been logged.",
    instance: "/v1/groups",
  },
  unavailable: { detail: "The service is not ready.", instance: "/readyz" },
};

/** Components of the document, by error code. */
export const problemExamples = Object.fromEntries(
  (Object.keys(problemTypes) as ErrorCode[]).map((code) => {
    const { status, title } = problemTypes[code];
    const type = `https://thuisinlog.example/problems/${code}`;
    return [code, { summary: title, value: { type, title, status, ...occurrences[code] } }];
  }),
);
