// Authentication with access tokens. Before the signature is verified, only the `kid` and the `iss`
// are used, to choose among trusted keys (RFC 8725, ASVS 9.1).
import fastifyJwt from "@fastify/jwt";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { tokenAlgorithms, type VerifiedJwt } from "../../domain/access-token.ts";
import type { RequestContext } from "../../domain/audit-event.ts";
import { ServiceError } from "../../domain/errors.ts";
import type { FamilyPrincipal, Principal, SchoolPrincipal } from "../../domain/principal.ts";
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
    ): Principal | undefined;
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
  async function findSigner({ header, payload }: VerifiedJwt): Promise<Signer> {
    const { iss } = payload;
    const kid = typeof header.kid === "string" ? header.kid : undefined;
    if (typeof iss !== "string") throw invalidToken();
    if (iss === publicUrl) {
      const publicKey = kid === undefined ? undefined : await signingKeys.findPublic(kid);
      if (publicKey === undefined) throw invalidToken();
      return { publicKey, issuerId: undefined };
    }
    const found = await tokenIssuers.findKey(iss, { alg: header.alg, ...(kid && { kid }) });
    if (!found) throw invalidToken();
    return found;
  }

  await app.register(fastifyJwt, {
    decoratorName: "token",
    decode: { complete: true },
    secret: {
      public: async (request: FastifyRequest, token: unknown) => {
        const signer = await findSigner(token as VerifiedJwt);
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
    const token = await request.jwtVerify<VerifiedJwt>();
    const signer = signers.get(request);
    if (!signer) throw invalidToken();
    verified.remember(authorization, { token, signer });
    return { token, signer };
  }

  async function principalOf(request: FastifyRequest): Promise<Principal> {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      throw new ServiceError("unauthorized", "This needs an access token.");
    }
    const { token, signer } = await verify(request, authorization).catch((cause) => {
      throw cause instanceof ServiceError ? cause : invalidToken(cause);
    });
    const origin = requestContextOf(request);
    const principal = accessTokens.principalOf(token, signer.issuerId, origin);
    if (!principal) throw invalidToken();
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

/** The same answer for every reason: expired, forged, unknown issuer, wrong audience. */
function invalidToken(cause?: unknown): ServiceError {
  return new ServiceError("unauthorized", "This access token is invalid or has expired.", {
    cause,
  });
}

function wrongTokenKind(): ServiceError {
  return new ServiceError("forbidden", "This operation does not accept this kind of access token.");
}

declare module "fastify" {
  interface FastifyRequest {
    /** Set in the scope of the school side. */
    schoolPrincipal: SchoolPrincipal;
    /** Set in the scope of the family side. */
    familyPrincipal: FamilyPrincipal;
  }
}
