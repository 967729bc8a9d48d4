import type { Insist } from "../replicas.ts";

/** Longest use of a token, which is valid for an hour. */
const usedMs = 1_800_000;

/** Returns a function that resolves to a token of the client, which is replaced in time. */
export function createTokenSource(
  insist: Insist,
  client: { readonly clientId: string; readonly clientSecret: string },
): () => Promise<string> {
  let token: { readonly text: string; readonly since: number } | undefined;
  return async () => {
    if (token === undefined || performance.now() > token.since + usedMs) {
      const body = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: client.clientId,
        client_secret: client.clientSecret,
      });
      const answer = await insist("createToken", { body });
      token = { text: answer.body.access_token, since: performance.now() };
    }
    return token.text;
  };
}
