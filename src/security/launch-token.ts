// Launch tokens: a JWT valid for one minute and for one publisher.
import { launchLifetimeSeconds } from "../domain/school/publisher.ts";
import { createTokenSigner, type TokenSignerOptions } from "./token-signer.ts";

/** All the data that the publisher receives. */
export interface LaunchClaims {
  readonly publisherKey: string;
  readonly pseudonym: string;
  /** `null` as well when the publisher does not need it. */
  readonly firstName: string | null;
  /** `null` as well when the publisher does not need it. */
  readonly groupName: string | null;
}

export interface LaunchTokens {
  /** `expiresIn` is in seconds. */
  issue(claims: LaunchClaims): Promise<{ readonly token: string; readonly expiresIn: number }>;
}

const tokenType = "launch+jwt";

export function createLaunchTokens(options: TokenSignerOptions): LaunchTokens {
  const sign = createTokenSigner(tokenType, options);

  return {
    issue: async ({ publisherKey, pseudonym, firstName, groupName }) => {
      // The audience is the publisher's key, because its URLs change and may share a host with
      // another publisher's.
      const form = { aud: publisherKey, lifetimeSeconds: launchLifetimeSeconds };
      const token = await sign(form, {
        sub: pseudonym,
        ...(firstName !== null && { given_name: firstName }), // OpenID Connect Core 1.0 §5.1
        ...(groupName !== null && { group: groupName }),
      });
      return { token, expiresIn: launchLifetimeSeconds };
    },
  };
}
