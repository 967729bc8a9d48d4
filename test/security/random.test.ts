import t from "tap";
import { newId, systemRandom } from "../../src/security/random.ts";

const many = 100_000;

t.test("a hundred thousand random values are distinct", async (t) => {
  const secrets = Array.from({ length: many }, () => systemRandom.bytes(16).toString("hex"));
  t.equal(new Set(secrets).size, many);
  const now = new Date("2026-09-01T08:30:00Z");
  const ids = Array.from({ length: many }, () => newId(now, systemRandom));
  t.equal(new Set(ids).size, many);
});
