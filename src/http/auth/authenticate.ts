// Authentication with access tokens. Before the signature is verified, only the `kid` and the `iss`
// are used, to choose among trusted keys (RFC 8725, ASVS 9.1).
import fastifyJwt from "@fastify/jwt";
import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  type RejectedToken,
  type TokenRejection,
  tokenAlgorithms,
  type VerifiedJwt,
} from "../../domain/access-token.ts";
import type { RequestContext } from "../../domain/audit-event.ts";
import { ServiceError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import type { FamilyPrincipal, Principal, SchoolPrincipal } from "../../domain/principal.ts";
import { isWithin } from "../../domain/text.ts";
import type { SigningKeyService } from "../../services/operator/signing-keys.ts";
import type { TokenIssuerService } from "../../services/operator/token-issuers.ts";
import { requestContextOf } from "../plugins/request-context.ts";
import { createVerifiedTokens } from "./verified-token-cache.ts";

export interface AuthenticationOptions {
  readonly signingKeys: SigningKeyService;
  readonly tokenIssuers: TokenIssuerService;
  readonly accessTokens: {
    principalOf(
      token: VerifiedJwt,
      issuerId: string | undefined,
      origin: RequestContext,
    ): Principal | TokenRejection;
  };
  /** Issuer of this service's tokens, and audience of all tokens. */
  readonly publicUrl: string;
}

/** Issuer of a token and its key. */
interface Signer {
  readonly publicKey: string;
  /** Id of the trusted portal; `undefined` for this service. */
  readonly issuerId: string | undefined;
}

interface SignedToken {
  readonly token: VerifiedJwt;
  readonly signer: Signer;
}

/** Hooks that admit callers with a token for one side, and set the principal on the request. */
export interface Authenticators {
  school(request: FastifyRequest): Promise<void>;
  family(request: FastifyRequest): Promise<void>;
}

const verifiedTokensMax = 5_000; // verification takes as long as the rest of a read

export async function registerAuthentication(
  app: FastifyInstance,
  options: AuthenticationOptions,
): Promise<Authenticators> {
  const { signingKeys, tokenIssuers, accessTokens, publicUrl } = options;
  const signers = new WeakMap<FastifyRequest, Signer>();
  const verified = createVerifiedTokens<SignedToken>(verifiedTokensMax);

  /** Returns the claimed issuer; the signature then proves it. */
  async function findSigner(
    request: FastifyRequest,
    { header, payload }: VerifiedJwt,
  ): Promise<Signer> {
    const { iss } = payload;
    const kid = typeof header.kid === "string" ? header.kid : undefined;
    if (typeof iss !== "string") throw forged("iss", "must be a text");
    request.tokenIssuer = issuerForLog(iss);
    if (iss === publicUrl) {
      const publicKey = kid === undefined ? undefined : await signingKeys.findPublic(kid);
      if (publicKey === undefined) throw forged("kid", "is not a key of this service");
      return { publicKey, issuerId: undefined };
    }
    if (!tokenAlgorithms.some((allowed) => allowed === header.alg)) {
      throw forged("alg", `must be one of: ${tokenAlgorithms.join(", ")}`);
    }
    const found = await tokenIssuers.findKey(iss, { alg: header.alg, ...(kid && { kid }) });
    if (!found) throw forged("iss", "is not a trusted issuer");
    const { issuerId, publicKey } = found;
    if (publicKey === undefined) {
      const must = "and alg must fit exactly one key of the JWKS; an RSA key has 2048 bits or more";
      throw forged("kid", must);
    }
    return { issuerId, publicKey };
  }

  await app.register(fastifyJwt, {
    decoratorName: "token",
    decode: { complete: true },
    secret: {
      public: async (request: FastifyRequest, token: unknown) => {
        const signer = await findSigner(request, token as VerifiedJwt);
        signers.set(request, signer);
        return signer.publicKey;
      },
    },
    verify: {
      algorithms: [...tokenAlgorithms],
      complete: true,
      // `principalOf` checks both with the injected clock, also for cached tokens.
      ignoreExpiration: true,
      ignoreNotBefore: true,
    },
  });
  app.decorateRequest("tokenIssuer");
  app.decorateRequest("schoolPrincipal");
  app.decorateRequest("familyPrincipal");

  /** Returns the token if its signature is valid; throws `unauthorized` with the reason for the log. */
  async function verifySignature(request: FastifyRequest): Promise<SignedToken> {
    const token = await request.jwtVerify<VerifiedJwt>().catch((cause) => {
      throw cause instanceof ServiceError ? cause : rejectedBy(cause, signers.has(request));
    });
    const signer = signers.get(request);
    if (!signer) throw invalidToken({ ...unreadable, isSigned: false });
    return { token, signer };
  }

  /**
   * A portal may replace a key under the same `kid`. A wrong signature therefore fetches its JWKS
   * again, as an unknown `kid` does, and at most once a minute.
   */
  async function verifyWithNewestKey(request: FastifyRequest): Promise<SignedToken> {
    try {
      return await verifySignature(request);
    } catch (error) {
      const signer = signers.get(request);
      if (signer?.issuerId === undefined || !isWrongSignature(error)) throw error;
      const isRenewed = await tokenIssuers.renewKeys(signer.issuerId);
      if (!isRenewed) throw error;
      return await verifySignature(request);
    }
  }

  /**
   * Returns a verified token, cached or not. A signature stays valid, but whether its key is still
   * trusted is checked each time.
   */
  async function verify(request: FastifyRequest, authorization: string): Promise<SignedToken> {
    const known = verified.find(authorization);
    if (known) {
      const signer = await findSigner(request, known.token);
      if (signer.publicKey === known.signer.publicKey) return { token: known.token, signer };
    }
    const signed = await verifyWithNewestKey(request);
    verified.remember(authorization, signed);
    return signed;
  }

  async function principalOf(request: FastifyRequest): Promise<Principal> {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      throw new ServiceError("unauthorized", say("token-needed"));
    }
    const { token, signer } = await verify(request, authorization);
    const origin = requestContextOf(request);
    const principal = accessTokens.principalOf(token, signer.issuerId, origin);
    if ("reason" in principal) throw invalidToken({ ...principal, isSigned: true });
    return principal;
  }

  return {
    school: async (request) => {
      const { side, principal } = await principalOf(request);
      if (side !== "school") throw wrongTokenKind();
      request.schoolPrincipal = principal;
    },
    family: async (request) => {
      const { side, principal } = await principalOf(request);
      if (side !== "family") throw wrongTokenKind();
      request.familyPrincipal = principal;
    },
  };
}

/** The answer is the same for every reason until the signature is valid. */
function invalidToken(rejectedToken: RejectedToken, cause?: unknown): ServiceError {
  const { isSigned, reason } = rejectedToken;
  const detail = isSigned ? say("token-rejected", { reason }) : say("token-invalid");
  return new ServiceError("unauthorized", detail, { rejectedToken, cause });
}

function forged(claim: string, must: string): ServiceError {
  return invalidToken({ claims: [claim], reason: `${claim} ${must}`, isSigned: false });
}

const unreadable: TokenRejection = { claims: [], reason: "the token is not a signed JWT" };
const wrongSignature: TokenRejection = {
  claims: [],
  reason: "the signature does not fit the key of the issuer",
};

/** Error of the JWT library; after the key was found, the signature or a header parameter is wrong. */
function rejectedBy(cause: unknown, isKeyFound: boolean): ServiceError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "FAST_JWT_INVALID_CRIT_HEADER") return forged("crit", "must be absent");
  const rejection = isKeyFound ? wrongSignature : unreadable;
  return invalidToken({ ...rejection, isSigned: false }, cause);
}

function isWrongSignature(error: unknown): boolean {
  return error instanceof ServiceError && error.rejectedToken?.reason === wrongSignature.reason;
}

const issuerLengthMax = 200;
const issuerPattern = /^https?:\/\/[\w.~:/%-]+$/;

/** An unverified `iss` may be anything: only a plain HTTP URL reaches the log. */
function issuerForLog(iss: string): string | undefined {
  return isWithin(iss, issuerLengthMax) && issuerPattern.test(iss) ? iss : undefined;
}

function wrongTokenKind(): ServiceError {
  return new ServiceError("forbidden", say("token-kind"));
}

declare module "fastify" {
  interface FastifyRequest {
    /** Issuer that the access token names, for the log; `undefined` when it is not a plain HTTP URL. */
    tokenIssuer: string | undefined;
    /** Set in the scope of the school side. */
    schoolPrincipal: SchoolPrincipal;
    /** Set in the scope of the family side. */
    familyPrincipal: FamilyPrincipal;
  }
}
