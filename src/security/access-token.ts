// Access tokens of this service and of trusted portals: JWTs as in RFC 9068. This service signs ES256,
// verifiable with the published keys.
import {
  familyTokenLifetimeSeconds,
  type IssuedToken,
  schoolTokenLifetimeSeconds,
  type VerifiedJwt,
} from "../domain/access-token.ts";
import type { RequestContext } from "../domain/audit-event.ts";
import { type ClientRole, clientRoles, type Principal } from "../domain/principal.ts";
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
   * service; `undefined` when its type, audience, lifetime or claims are not acceptable.
   */
  principalOf(
    token: VerifiedJwt,
    issuerId: string | undefined,
    origin: RequestContext,
  ): Principal | undefined;
}

const tokenType = "at+jwt"; // RFC 9068 §2.1
const portalTokenTypes = new Set(["jwt", tokenType]);
const clockToleranceSeconds = 60; // for the clock of a portal; this service's tokens need none
const subjectLengthMax = 200;
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

  function isAcceptable({ header, payload }: VerifiedJwt, isOwn: boolean): boolean {
    const type = typeof header.typ === "string" ? mediaSubtype(header.typ) : undefined;
    const isRightType = isOwn
      ? type === tokenType
      : header.typ === undefined || (type !== undefined && portalTokenTypes.has(type));
    const isForUs = [payload["aud"]].flat().includes(publicUrl);
    const { exp, nbf, iat } = payload;
    const tolerance = isOwn ? 0 : clockToleranceSeconds;
    const now = clock.now().getTime() / 1000;
    const isAlive =
      typeof exp === "number" &&
      now < exp + tolerance &&
      (nbf === undefined || (typeof nbf === "number" && now >= nbf - tolerance));
    return isRightType && isForUs && isAlive && (isOwn || isShortLived(exp, iat, now));
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
      if (!isAcceptable(token, issuerId === undefined)) return undefined;
      return issuerId === undefined
        ? principalOfOwn(token.payload, origin)
        : principalOfIssuer(token.payload, issuerId, origin);
    },
  };
}

/** Whether a portal's token lives a day at most, from its `iat` and from now. */
function isShortLived(exp: number, iat: unknown, now: number): boolean {
  if (exp - now > portalLifetimeMaxSeconds + clockToleranceSeconds) return false;
  return iat === undefined || (typeof iat === "number" && exp - iat <= portalLifetimeMaxSeconds);
}

/** `application/at+jwt` equals `at+jwt` (RFC 7515 §4.1.9). */
function mediaSubtype(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, "");
}

type Credential = Extract<Principal, { side: "school" }>["principal"]["credential"];

type Claims = VerifiedJwt["payload"];

function principalOfIssuer(
  claims: Claims,
  issuerId: string,
  origin: RequestContext,
): Principal | undefined {
  const { client_id: clientId } = claims;
  if (clientId !== undefined && typeof clientId !== "string") return undefined;
  return schoolPrincipal(claims, { kind: "issuer", issuerId }, origin);
}

function principalOfOwn(claims: Claims, origin: RequestContext): Principal | undefined {
  const { sid: sessionId, school_id: schoolId, client_id: clientId } = claims;
  if (typeof sessionId === "string" && typeof schoolId === "string") {
    return { side: "family", principal: { schoolId, sessionId } };
  }
  if (typeof clientId !== "string") return undefined;
  return schoolPrincipal(claims, { kind: "client", clientId }, origin);
}

function schoolPrincipal(
  { sub: subject, school, role }: Claims,
  credential: Credential,
  origin: RequestContext,
): Principal | undefined {
  const brin = typeof school === "string" ? parseBrin(school) : undefined;
  if (brin === undefined || !isSubject(subject) || !isRole(role)) return undefined;
  return { side: "school", principal: { role, brin, subject, credential, origin } };
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
