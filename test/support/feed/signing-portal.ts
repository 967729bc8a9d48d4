// A portal that signs its own tokens for several schools.
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SignJWT } from "jose";
import type { Test } from "tap";
import { publicUrl, type TestService } from "../service.ts";

export async function startSigningPortal(
  t: Test,
  { clock, useCases }: Pick<TestService, "clock" | "useCases">,
  { iss, brins }: { readonly iss: string; readonly brins: readonly string[] },
) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: iss };
  const server = createServer((_request, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await useCases.tokenIssuers.add({ iss, jwksUri, brins });

  return {
    /** Signs a token of this portal for one of its schools. */
    tokenFor: async (school: string, role: "portal" | "coordinator" | "teacher") => {
      const iat = Math.floor(clock.now().getTime() / 1000);
      return await new SignJWT({ school, role })
        .setProtectedHeader({ alg: "ES256", kid: iss })
        .setIssuer(iss)
        .setAudience(publicUrl)
        .setSubject("somebody")
        .setIssuedAt(iat)
        .setExpirationTime(iat + 600)
        .sign(privateKey);
    },
  };
}
