// Launch tokens: a JWT valid for one minute and for one publisher.
import { launchLifetimeSeconds, type SharedData } from "../domain/school/publisher.ts";
import { createTokenSigner, type TokenSignerOptions } from "./token-signer.ts";

/** All the data that the publisher receives. */
export interface LaunchClaims extends SharedData {
  readonly publisherKey: string;
  readonly pseudonym: string;
}

export interface LaunchTokens {
  /** `expiresIn` is in seconds. */
  issue(claims: LaunchClaims): Promise<{ readonly token: string; readonly expiresIn: number }>;
}

const tokenType = "launch+jwt";

export function createLaunchTokens(options: TokenSignerOptions): LaunchTokens {
  const sign = createTokenSigner(tokenType, options);

  return {
    issue: async ({ publisherKey, pseudonym, firstName, groupName, eckId, brin }) => {
      // The audience is the publisher's key, because its URLs change and may share a host with
      // another publisher's.
      const form = { aud: publisherKey, lifetimeSeconds: launchLifetimeSeconds };
      const token = await sign(form, {
        sub: pseudonym,
        ...(firstName !== null && { given_name: firstName }), // OpenID Connect Core 1.0 §5.1
        ...(groupName !== null && { group: groupName }),
        ...(eckId !== null && { eck_id: eckId }),
        ...(brin !== null && { school: brin }),
      });
      return { token, expiresIn: launchLifetimeSeconds };
    },
  };
}
