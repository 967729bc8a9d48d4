// Authentication with access tokens. Before the signature is verified, only the `kid` and the `iss`
// are used, to choose among trusted keys (RFC 8725, ASVS 9.1).
import fastifyJwt from "@fastify/jwt";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { tokenAlgorithms } from "../../domain/access-token.ts";
import type { Clock } from "../../domain/clock.ts";
import { ServiceError } from "../../domain/errors.ts";
import type { FamilyPrincipal, SchoolPrincipal } from "../../domain/principal.ts";
import type { SigningKeyService } from "../../services/operator/signing-keys.ts";
import type { TokenIssuerService } from "../../services/operator/token-issuers.ts";
import { requestContextOf } from "../plugins/request-context.ts";
import { type Principal, principalOfIssuer, principalOfOwn, tokenType } from "./access-token.ts";
import { createVerifiedTokens } from "./verified-token-cache.ts";

export interface AuthenticationOptions {
  readonly signingKeys: SigningKeyService;
  readonly tokenIssuers: TokenIssuerService;
  readonly clock: Clock;
  /** Issuer of this service's tokens, and audience of all tokens. */
  readonly publicUrl: string;
}

interface Token {
  readonly header: { readonly alg: string; readonly typ?: unknown; readonly kid?: unknown };
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Issuer of a token and its key. */
interface Signer {
  readonly publicKey: string;
  /** Id of the trusted portal; `undefined` for this service. */
  readonly issuerId: string | undefined;
}

interface SignedToken {
  readonly token: Token;
  readonly signer: Signer;
}

/** Hooks that admit callers with a token for one side, and set the principal on the request. */
export interface Authenticators {
  school(request: FastifyRequest): Promise<void>;
  family(request: FastifyRequest): Promise<void>;
}

const verifiedTokensMax = 5_000; // verification takes as long as the rest of a read
const clockToleranceSeconds = 60; // for the clock of a portal; this service's tokens need none
const portalLifetimeMaxSeconds = 24 * 60 * 60; // a leaked token must expire soon
const portalTokenTypes = new Set(["jwt", tokenType]);

export async function registerAuthentication(
  app: FastifyInstance,
  options: AuthenticationOptions,
): Promise<Authenticators> {
  const { signingKeys, tokenIssuers, clock, publicUrl } = options;
  const signers = new WeakMap<FastifyRequest, Signer>();
  const verified = createVerifiedTokens<SignedToken>(verifiedTokensMax);

  /** Returns the claimed issuer; the signature then proves it. */
  async function findSigner({ header, payload }: Token): Promise<Signer> {
    const { iss } = payload;
    const kid = typeof header.kid === "string" ? header.kid : undefined;
    if (typeof iss !== "string") throw refused();
    if (iss === publicUrl) {
      const publicKey = kid === undefined ? undefined : await signingKeys.findPublic(kid);
      if (publicKey === undefined) throw refused();
      return { publicKey, issuerId: undefined };
    }
    const found = await tokenIssuers.findKey(iss, { alg: header.alg, ...(kid && { kid }) });
    if (!found) throw refused();
    return found;
  }

  await app.register(fastifyJwt, {
    decoratorName: "token",
    decode: { complete: true },
    secret: {
      public: async (request: FastifyRequest, token: unknown) => {
        const signer = await findSigner(token as Token);
        signers.set(request, signer);
        return signer.publicKey;
      },
    },
    verify: {
      algorithms: [...tokenAlgorithms],
      complete: true,
      // Checked below with the injected clock, also for cached tokens.
      ignoreExpiration: true,
      ignoreNotBefore: true,
    },
  });
  app.decorateRequest("schoolPrincipal");
  app.decorateRequest("familyPrincipal");

  /**
   * Returns a verified token, cached or not. A signature stays valid, but whether its key is still
   * trusted is checked each time.
   */
  async function verify(request: FastifyRequest, authorization: string): Promise<SignedToken> {
    const known = verified.find(authorization);
    if (known) {
      const signer = await findSigner(known.token);
      if (signer.publicKey === known.signer.publicKey) return { token: known.token, signer };
    }
    const token = await request.jwtVerify<Token>();
    const signer = signers.get(request);
    if (!signer) throw refused();
    verified.remember(authorization, { token, signer });
    return { token, signer };
  }

  async function principalOf(request: FastifyRequest): Promise<Principal> {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      throw new ServiceError("unauthorized", "This needs an access token.");
    }
    const { token, signer } = await verify(request, authorization).catch((cause) => {
      throw cause instanceof ServiceError ? cause : refused(cause);
    });
    const { issuerId } = signer;
    requireFit(token, issuerId === undefined);
    const principal =
      issuerId === undefined
        ? principalOfOwn(token.payload, requestContextOf(request))
        : principalOfIssuer(token.payload, issuerId, requestContextOf(request));
    if (!principal) throw refused();
    return principal;
  }

  function requireFit({ header, payload }: Token, isOwn: boolean): void {
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
    if (!isRightType || !isForUs || !isAlive) throw refused();
    if (!isOwn && !isShortLived(exp, iat, now)) throw refused();
  }

  return {
    school: async (request) => {
      const { side, principal } = await principalOf(request);
      if (side !== "school") throw otherSide();
      request.schoolPrincipal = principal;
    },
    family: async (request) => {
      const { side, principal } = await principalOf(request);
      if (side !== "family") throw otherSide();
      request.familyPrincipal = principal;
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

/** The same answer for every reason: expired, forged, unknown issuer, wrong audience. */
function refused(cause?: unknown): ServiceError {
  return new ServiceError("unauthorized", "This access token is not valid here, or not any more.", {
    cause,
  });
}

function otherSide(): ServiceError {
  return new ServiceError("forbidden", "This access token is for the other side of the service.");
}

declare module "fastify" {
  interface FastifyRequest {
    /** Set in the scope of the school side. */
    schoolPrincipal: SchoolPrincipal;
    /** Set in the scope of the family side. */
    familyPrincipal: FamilyPrincipal;
  }
}
