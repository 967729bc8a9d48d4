// Access tokens of this service and of trusted portals: JWTs as in RFC 9068. This service signs ES256,
// verifiable with the published keys.
import {
  familyTokenLifetimeSeconds,
  type IssuedToken,
  schoolTokenLifetimeSeconds,
  type TokenRejection,
  type VerifiedJwt,
} from "../domain/access-token.ts";
import type { RequestContext } from "../domain/audit-event.ts";
import { type ClientRole, clientRoles, type Principal } from "../domain/principal.ts";
import { rosterLimits } from "../domain/roster/text.ts";
import { parseBrin } from "../domain/school/brin.ts";
import { isWithin } from "../domain/text.ts";
import { createTokenSigner, type TokenSignerOptions } from "./token-signer.ts";

export interface TokenClient {
  readonly clientId: string;
  readonly role: ClientRole;
  readonly brin: string;
  readonly subject: string;
}

export interface TokenSession {
  readonly schoolId: string;
  readonly subject: {
    readonly pupilId: string;
    readonly sessionId: string;
    readonly brin: string;
  };
}

export interface AccessTokens {
  issueToClient(client: TokenClient): Promise<IssuedToken>;
  issueToSession(session: TokenSession): Promise<IssuedToken>;
  /**
   * Returns the principal of a token with a valid signature, of the portal `issuerId` or of this
   * service, or why its type, audience, lifetime or claims are not accepted. Names every reason.
   */
  principalOf(
    token: VerifiedJwt,
    issuerId: string | undefined,
    origin: RequestContext,
  ): Principal | TokenRejection;
}

const tokenType = "at+jwt"; // RFC 9068 §2.1
const portalTokenTypes = new Set(["jwt", tokenType]);
const clockToleranceSeconds = 60; // for the clock of a portal; this service's tokens need none
/** A teacher is named by its key in the roster. */
const subjectLengthMax = rosterLimits.keyLengthMax;
const portalLifetimeMaxSeconds = 24 * 60 * 60; // a leaked token must expire soon

export function createAccessTokens(options: TokenSignerOptions): AccessTokens {
  const { clock, publicUrl } = options;
  const sign = createTokenSigner(tokenType, options);

  async function issue(
    claims: Readonly<Record<string, string>>,
    lifetimeSeconds: number,
  ): Promise<IssuedToken> {
    const form = { aud: publicUrl, lifetimeSeconds };
    return { accessToken: await sign(form, claims), expiresIn: lifetimeSeconds };
  }

  function commonErrors({ header, payload }: VerifiedJwt, isOwn: boolean): ClaimError[] {
    const now = clock.now().getTime() / 1000;
    return [
      ...typeErrors(header.typ, isOwn),
      ...([payload["aud"]].flat().includes(publicUrl)
        ? []
        : [{ claim: "aud", must: `must be ${printableAscii(publicUrl)}` }]),
      ...lifetimeErrors(payload, now, isOwn),
    ];
  }

  return {
    issueToClient: ({ clientId, role, brin, subject }) =>
      issue({ sub: subject, client_id: clientId, school: brin, role }, schoolTokenLifetimeSeconds),
    issueToSession: ({ schoolId, subject }) =>
      issue(
        { sub: subject.pupilId, sid: subject.sessionId, school_id: schoolId, school: subject.brin },
        familyTokenLifetimeSeconds,
      ),
    principalOf: (token, issuerId, origin) => {
      const isOwn = issuerId === undefined;
      const errors = commonErrors(token, isOwn);
      const principal = isOwn
        ? principalOfOwn(token.payload, origin)
        : principalOfIssuer(token.payload, issuerId, origin);
      if (Array.isArray(principal)) return rejectionOf([...errors, ...principal]);
      return errors.length > 0 ? rejectionOf(errors) : principal;
    },
  };
}

/** An error of a claim or of a header parameter. */
interface ClaimError {
  readonly claim: string;
  readonly must: string;
}

function rejectionOf(errors: readonly ClaimError[]): TokenRejection {
  return {
    claims: errors.map(({ claim }) => claim),
    reason: errors.map(({ claim, must }) => `${claim} ${must}`).join("; "),
  };
}

/** Only characters that `error_description` may have (RFC 6750 §3). */
function printableAscii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]|["\\]/g, "?");
}

function typeErrors(typ: unknown, isOwn: boolean): ClaimError[] {
  const type = typeof typ === "string" ? mediaSubtype(typ) : undefined;
  const isRight = isOwn
    ? type === tokenType
    : typ === undefined || (type !== undefined && portalTokenTypes.has(type));
  const must = isOwn ? `must be ${tokenType}` : `must be JWT or ${tokenType}, or absent`;
  return isRight ? [] : [{ claim: "typ", must }];
}

/**
 * A token of this service expires to the second; a portal's clock may differ by a minute, and its
 * token lives for a day at most, from its `iat` and from now.
 */
function lifetimeErrors({ exp, nbf, iat }: Claims, now: number, isOwn: boolean): ClaimError[] {
  const tolerance = isOwn ? 0 : clockToleranceSeconds;
  const errors: ClaimError[] = [];
  if (typeof exp !== "number") {
    errors.push({ claim: "exp", must: "must be a time in seconds since 1970" });
  } else if (now >= exp + tolerance) {
    errors.push({ claim: "exp", must: "must be in the future: the token has expired" });
  } else if (!isOwn && exp - now > portalLifetimeMaxSeconds + tolerance) {
    errors.push({ claim: "exp", must: "must be at most a day from now" });
  } else if (!isOwn && typeof iat === "number" && exp - iat > portalLifetimeMaxSeconds) {
    errors.push({ claim: "exp", must: "must be at most a day after iat" });
  }
  if (nbf !== undefined && !(typeof nbf === "number" && now >= nbf - tolerance)) {
    errors.push({ claim: "nbf", must: "must be a time in seconds since 1970, and in the past" });
  }
  if (!isOwn && iat !== undefined && typeof iat !== "number") {
    errors.push({ claim: "iat", must: "must be a time in seconds since 1970" });
  }
  return errors;
}

/** `application/at+jwt` equals `at+jwt` (RFC 7515 §4.1.9). */
function mediaSubtype(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, "");
}

type Credential = Extract<Principal, { side: "school" }>["principal"]["credential"];

type Claims = VerifiedJwt["payload"];

const clientIdError: ClaimError = { claim: "client_id", must: "must be a text" };

function principalOfIssuer(
  claims: Claims,
  issuerId: string,
  origin: RequestContext,
): Principal | ClaimError[] {
  const { client_id: clientId } = claims;
  const principal = schoolPrincipal(claims, { kind: "issuer", issuerId }, origin);
  if (clientId === undefined || typeof clientId === "string") return principal;
  return [clientIdError, ...(Array.isArray(principal) ? principal : [])];
}

function principalOfOwn(claims: Claims, origin: RequestContext): Principal | ClaimError[] {
  const { sid: sessionId, school_id: schoolId, client_id: clientId } = claims;
  if (typeof sessionId === "string" && typeof schoolId === "string") {
    return { side: "family", principal: { schoolId, sessionId } };
  }
  if (typeof clientId !== "string") return [clientIdError];
  return schoolPrincipal(claims, { kind: "client", clientId }, origin);
}

function schoolPrincipal(
  { sub: subject, school, role }: Claims,
  credential: Credential,
  origin: RequestContext,
): Principal | ClaimError[] {
  const brin = typeof school === "string" ? parseBrin(school) : undefined;
  if (brin !== undefined && isSubject(subject) && isRole(role)) {
    return { side: "school", principal: { role, brin, subject, credential, origin } };
  }
  const errors: ClaimError[] = [];
  if (!isSubject(subject)) {
    const must = `must be a text of 1 to ${subjectLengthMax} characters, without control characters`;
    errors.push({ claim: "sub", must });
  }
  if (brin === undefined) errors.push({ claim: "school", must: "must be a BRIN, such as 01AA" });
  if (!isRole(role))
    errors.push({ claim: "role", must: `must be one of: ${clientRoles.join(", ")}` });
  return errors;
}

/** PostgreSQL text rejects NUL, and no user name contains a control character. */
function isSubject(sub: unknown): sub is string {
  return (
    typeof sub === "string" && sub !== "" && isWithin(sub, subjectLengthMax) && !/\p{Cc}/u.test(sub)
  );
}

function isRole(role: unknown): role is ClientRole {
  return clientRoles.some((known) => known === role);
}
