// The peer: better-auth as its documentation sets it up for Fastify, with e-mail and password, `pg` and
// its own migrations. It has no throttle, log or mail; the rest is its default. With HASH=ours it uses the
// hash of this service, with one salt for each password.
import { hash, verify } from "@node-rs/argon2";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import Fastify from "fastify";
import pg from "pg";
import { passwordHashCost } from "../../../src/security/password-hash.ts";
import { answerQuestions } from "../program.ts";

/** Tokens of requested links; their mail is not sent. */
const linkTokens: string[] = [];

const options = {
  baseURL: "http://localhost",
  secret: "a secret key for benchmarks alone, of enough bytes",
  database: new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 10 }),
  emailAndPassword: {
    enabled: true,
    sendResetPassword: async ({ token }) => void linkTokens.push(token),
    ...(process.env["HASH"] === "ours" && {
      password: {
        hash: (password: string) => hash(password, passwordHashCost),
        verify: (stored: { hash: string; password: string }) =>
          verify(stored.hash, stored.password),
      },
    }),
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
} satisfies BetterAuthOptions;
const auth = betterAuth(options);
await (await getMigrations(options)).runMigrations();

const app = Fastify();
app.route({
  method: ["GET", "POST"],
  url: "/api/auth/*",
  handler: async (request, reply) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.append(name, String(value));
    }
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const { method } = request;
    const url = `http://localhost${request.url}`;
    const response = await auth.handler(new Request(url, { method, headers, body }));
    reply.code(response.status);
    response.headers.forEach((value, name) => {
      reply.header(name, value);
    });
    return await reply.send(response.body ? await response.text() : null);
  },
});
const url = await app.listen({ port: 0, host: "127.0.0.1" });

export type PeerQuestion =
  | "url"
  /** Returns the tokens of links that were requested since the last call. */
  | "link-tokens"
  /** Creates a user; returns the cookie of a session. */
  | { readonly email: string; readonly password: string };

answerQuestions(async (question: PeerQuestion): Promise<string | readonly string[]> => {
  if (question === "url") return url;
  if (question === "link-tokens") return linkTokens.splice(0);
  const { headers } = await auth.api.signUpEmail({
    body: { name: question.email, ...question },
    returnHeaders: true,
  });
  return headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0] ?? "");
});
