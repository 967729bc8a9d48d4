// Who asks. Nothing is believed of a token before its signature; of its header only the `kid` is
// used, to choose among keys that we trust already (RFC 8725, ASVS 9.1).
import fastifyJwt from "@fastify/jwt";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { tokenAlgorithms } from "../domain/access-token.ts";
import type { Clock } from "../domain/clock.ts";
import { ServiceError } from "../domain/errors.ts";
import type { FamilyPrincipal, SchoolPrincipal } from "../domain/principal.ts";
import type { SigningKeyService } from "../services/signing-keys.ts";
import type { TokenIssuerService } from "../services/token-issuers.ts";
import { type Principal, principalOfIssuer, principalOfOwn, tokenType } from "./access-token.ts";
import { originOf } from "./origin.ts";

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

/** Lets in who has a token for one side, and puts on the request who it is. */
export interface Authenticators {
  school(request: FastifyRequest): Promise<void>;
  family(request: FastifyRequest): Promise<void>;
}

const verifiedTokensMax = 1_000; // of each key; verifying costs four times what looking it up does
const clockToleranceSeconds = 60; // for the clock of a portal; our own has none
const portalTokenTypes = new Set(["jwt", tokenType]);

export async function registerAuthentication(
  app: FastifyInstance,
  options: AuthenticationOptions,
): Promise<Authenticators> {
  const { signingKeys, tokenIssuers, clock, publicUrl } = options;
  const issuerIds = new WeakMap<FastifyRequest, string>();

  /** The key of who says to have made the token; by the signature it is then proven. */
  async function findKey(request: FastifyRequest, { header, payload }: Token): Promise<string> {
    const { iss } = payload;
    const kid = typeof header.kid === "string" ? header.kid : undefined;
    if (typeof iss !== "string") throw refused();
    if (iss === publicUrl) {
      const own = kid === undefined ? undefined : await signingKeys.findPublic(kid);
      if (own === undefined) throw refused();
      return own;
    }
    const found = await tokenIssuers.findKey(iss, { alg: header.alg, ...(kid && { kid }) });
    if (!found) throw refused();
    issuerIds.set(request, found.issuerId);
    return found.publicKey;
  }

  await app.register(fastifyJwt, {
    decoratorName: "token",
    decode: { complete: true },
    secret: {
      private: async () => (await signingKeys.current()).privateKey,
      public: async (request: FastifyRequest, token: unknown) =>
        await findKey(request, token as Token),
    },
    verify: {
      algorithms: [...tokenAlgorithms],
      complete: true,
      cache: verifiedTokensMax,
      // By our own clock, below, for a token that was verified before as well.
      ignoreExpiration: true,
      ignoreNotBefore: true,
    },
  });
  app.decorateRequest("schoolPrincipal");
  app.decorateRequest("familyPrincipal");

  async function principalOf(request: FastifyRequest): Promise<Principal> {
    if (request.headers.authorization === undefined) {
      throw new ServiceError("unauthorized", "This needs an access token.");
    }
    const token = await request.jwtVerify<Token>().catch((cause) => {
      throw cause instanceof ServiceError ? cause : refused(cause);
    });
    const issuerId = issuerIds.get(request);
    requireFit(token, issuerId === undefined);
    const principal =
      issuerId === undefined
        ? principalOfOwn(token.payload, originOf(request))
        : principalOfIssuer(token.payload, issuerId, originOf(request));
    if (!principal) throw refused();
    return principal;
  }

  function requireFit({ header, payload }: Token, isOwn: boolean): void {
    const type = typeof header.typ === "string" ? mediaSubtype(header.typ) : undefined;
    const isRightType = isOwn
      ? type === tokenType
      : header.typ === undefined || (type !== undefined && portalTokenTypes.has(type));
    const isForUs = [payload["aud"]].flat().includes(publicUrl);
    const { exp, nbf } = payload;
    const tolerance = isOwn ? 0 : clockToleranceSeconds;
    const now = clock.now().getTime() / 1000;
    const isAlive =
      typeof exp === "number" &&
      now < exp + tolerance &&
      (nbf === undefined || (typeof nbf === "number" && now >= nbf - tolerance));
    if (!isRightType || !isForUs || !isAlive) throw refused();
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
