// Access tokens of this service: JWTs as in RFC 9068, ES256, verifiable with the published keys.
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import {
  familyTokenLifetimeSeconds,
  schoolTokenLifetimeSeconds,
} from "../../domain/access-token.ts";
import type { RequestContext } from "../../domain/audit-event.ts";
import { clientRoles, type FamilyPrincipal, type SchoolPrincipal } from "../../domain/principal.ts";
import { parseBrin } from "../../domain/school/brin.ts";
import type { IssuedSession } from "../../services/family/home-sessions.ts";
import type { AuthenticatedClient } from "../../services/operator/api-clients.ts";
import { createTokenSigner, type TokenSignerOptions } from "./token-signer.ts";

export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresIn: number;
}

export interface AccessTokens {
  issueToClient(client: AuthenticatedClient): Promise<IssuedToken>;
  issueToSession(session: IssuedSession): Promise<IssuedToken>;
}

export const tokenType = "at+jwt"; // RFC 9068 §2.1

export function createAccessTokens(options: TokenSignerOptions): AccessTokens {
  const sign = createTokenSigner(tokenType, options);

  async function issue(
    claims: Readonly<Record<string, string>>,
    lifetimeSeconds: number,
  ): Promise<IssuedToken> {
    const form = { aud: options.publicUrl, lifetimeSeconds };
    return { accessToken: await sign(form, claims), expiresIn: lifetimeSeconds };
  }

  return {
    issueToClient: ({ clientId, role, brin, subject }) =>
      issue({ sub: subject, client_id: clientId, school: brin, role }, schoolTokenLifetimeSeconds),
    issueToSession: ({ schoolId, subject }) =>
      issue(
        { sub: subject.pupilId, sid: subject.sessionId, school_id: schoolId, school: subject.brin },
        familyTokenLifetimeSeconds,
      ),
  };
}

const schoolClaims = Type.Object({
  // PostgreSQL text rejects NUL, and no user name contains a control character.
  sub: Type.String({ minLength: 1, maxLength: 200, pattern: "^\\P{Cc}*$" }),
  school: Type.String(),
  role: Type.Enum([...clientRoles]),
  client_id: Type.Optional(Type.String()),
});
const familyClaims = Type.Object({ sid: Type.String(), school_id: Type.String() });
const isSchoolToken = Compile(schoolClaims);
const isFamilyToken = Compile(familyClaims);

export type Credential = SchoolPrincipal["credential"];
export type Principal =
  | { readonly side: "school"; readonly principal: SchoolPrincipal }
  | { readonly side: "family"; readonly principal: FamilyPrincipal };

/** Principal of a token of a trusted portal; `undefined` when the claims name none. */
export function principalOfIssuer(
  claims: unknown,
  issuerId: string,
  origin: RequestContext,
): Principal | undefined {
  if (!isSchoolToken.Check(claims)) return undefined;
  return schoolPrincipal(claims, { kind: "issuer", issuerId }, origin);
}

/** Principal of a token that this service issued. */
export function principalOfOwn(claims: unknown, origin: RequestContext): Principal | undefined {
  if (isFamilyToken.Check(claims)) {
    const { school_id: schoolId, sid: sessionId } = claims as Static<typeof familyClaims>;
    return { side: "family", principal: { schoolId, sessionId } };
  }
  if (!isSchoolToken.Check(claims) || claims.client_id === undefined) return undefined;
  return schoolPrincipal(claims, { kind: "client", clientId: claims.client_id }, origin);
}

function schoolPrincipal(
  { sub: subject, school, role }: Static<typeof schoolClaims>,
  credential: Credential,
  origin: RequestContext,
): Principal | undefined {
  const brin = parseBrin(school);
  return brin === undefined
    ? undefined
    : { side: "school", principal: { role, brin, subject, credential, origin } };
}
