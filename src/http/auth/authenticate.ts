// Who asks. Nothing is believed of a token before its signature; of its header only the `kid` is
// used, to choose among keys that we trust already (RFC 8725, ASVS 9.1).
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
  /** Issuer of our own tokens, and audience of all. */
  readonly publicUrl: string;
}

interface Token {
  readonly header: { readonly alg: string; readonly typ?: unknown; readonly kid?: unknown };
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Who has made a token. */
interface Signer {
  readonly publicKey: string;
  /** Of a trusted portal; `undefined` where we made it ourselves. */
  readonly issuerId: string | undefined;
}

interface SignedToken {
  readonly token: Token;
  readonly signer: Signer;
}

/** Lets in who has a token for one side, and puts on the request who it is. */
export interface Authenticators {
  school(request: FastifyRequest): Promise<void>;
  family(request: FastifyRequest): Promise<void>;
}

const verifiedTokensMax = 5_000; // verifying costs as much as all else that a read does
const clockToleranceSeconds = 60; // for the clock of a portal; our own has none
const portalLifetimeMaxSeconds = 24 * 60 * 60; // a token that leaks must end by itself
const portalTokenTypes = new Set(["jwt", tokenType]);

export async function registerAuthentication(
  app: FastifyInstance,
  options: AuthenticationOptions,
): Promise<Authenticators> {
  const { signingKeys, tokenIssuers, clock, publicUrl } = options;
  const signers = new WeakMap<FastifyRequest, Signer>();
  const verified = createVerifiedTokens<SignedToken>(verifiedTokensMax);

  /** The one who says to have made the token; by the signature it is then proven. */
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
      // By our own clock, below, for a token that was verified before as well.
      ignoreExpiration: true,
      ignoreNotBefore: true,
    },
  });
  app.decorateRequest("schoolPrincipal");
  app.decorateRequest("familyPrincipal");

  /** A signature stays good; whether we still trust the key that made it is asked each time. */
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

/** Whether a portal's token lives a day at most, from its `iat` and from this moment. */
function isShortLived(exp: number, iat: unknown, now: number): boolean {
  if (exp - now > portalLifetimeMaxSeconds + clockToleranceSeconds) return false;
  return iat === undefined || (typeof iat === "number" && exp - iat <= portalLifetimeMaxSeconds);
}

/** `application/at+jwt` and `at+jwt` are the same (RFC 7515 §4.1.9). */
function mediaSubtype(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, "");
}

/** One answer for every reason: expired, forged, of a stranger, for another audience. */
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
    /** In the scope of the school side. */
    schoolPrincipal: SchoolPrincipal;
    /** In the scope of the family side. */
    familyPrincipal: FamilyPrincipal;
  }
}
