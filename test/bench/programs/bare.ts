// Upper limits: the speed of a framework and a driver without the service.
import { hash } from "@node-rs/argon2";
import Fastify from "fastify";
import pg from "pg";
import { passwordHashCost } from "../../../src/security/password-hash.ts";
import { answerQuestions } from "../program.ts";
import { readGroup } from "./bare-group.ts";

const secret = Buffer.alloc(32, 1);
const salt = Buffer.alloc(16, 2);
const hashOf = (password: string) => hash(password, { ...passwordHashCost, salt, secret });

const app = Fastify();
const connectionString = process.env["DATABASE_URL"];
if (connectionString) {
  const pool = new pg.Pool({ connectionString, max: 10 });
  app.get("/groups/:schoolId/:groupId", async (request, reply) => {
    const { schoolId, groupId } = request.params as Record<"schoolId" | "groupId", string>;
    reply.type("application/json; charset=utf-8");
    return await readGroup(pool, schoolId, groupId);
  });
}
app.post("/hashes", async (request) => {
  const { password } = request.body as { password: string };
  return { hash: await hashOf(password) };
});
app.get("/readyz", async () => ({}));
const url = await app.listen({ port: 0, host: "127.0.0.1" });

/** Returns hashes a second without a server, with this many concurrently. */
async function hashesPerSecond(parallel: number, count: number): Promise<number> {
  const startedAt = performance.now();
  let begun = 0;
  const go = async () => {
    while (begun++ < count) await hashOf("een wachtwoord van thuis");
  };
  await Promise.all(Array.from({ length: parallel }, go));
  return (1000 * count) / (performance.now() - startedAt);
}

export type BareQuestion =
  | "url"
  /** Resident memory in MiB. */
  | "memory"
  | { readonly parallel: number; readonly count: number };

answerQuestions(async (question: BareQuestion) => {
  if (question === "url") return url;
  if (question === "memory") return process.memoryUsage.rss() / 2 ** 20;
  return await hashesPerSecond(question.parallel, question.count);
});
