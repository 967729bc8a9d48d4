import t from "tap";
import {
  type BreachedPasswords,
  loadBreachedPasswords,
} from "../../src/security/breached-passwords.ts";
import { mother, startFamily } from "../support/families/family.ts";
import { startTestService } from "../support/service.ts";

t.test(
  "the service answers while the list of breached passwords loads, and no password is accepted before",
  async (t) => {
    const loading = Promise.withResolvers<BreachedPasswords>();
    const family = await startFamily(t, {}, { loadBreachedPasswords: () => loading.promise });
    t.equal((await family.api("getReadiness")).status, 200);
    const token = await family.linkOf("Wimpie", mother);
    const answers: number[] = [];
    const setPassword = async (password: string) => {
      const { status } = await family.api("activate", { body: { token, password } });
      answers.push(status);
    };
    const breached = setPassword("welkom01");
    const acceptable = setPassword("vrolijke fietsbel");
    t.equal((await family.api("lookUpActivation", { body: { token } })).status, 200);
    t.strictSame(answers, []);
    t.notOk(family.logLines.some((line) => line.includes("breached passwords loaded")));

    loading.resolve(await loadBreachedPasswords());
    await Promise.all([breached, acceptable]);
    t.strictSame(answers.sort(), [201, 400]);
    const lines = family.logLines.filter((line) => line.includes("breached passwords loaded"));
    t.equal(lines.length, 1);
    t.match(JSON.parse(lines[0] ?? ""), { count: 511_776, sha256: /^[0-9a-f]{64}$/ });
  },
);

t.test("a list that cannot be read ends the service, with the reason", async (t) => {
  const failure = Promise.withResolvers<Error>();
  await startTestService(t, {}, undefined, {
    loadBreachedPasswords: async () => {
      throw new Error("no such file");
    },
    onFailure: failure.resolve,
  });
  t.match(await failure.promise, {
    message: "The list of breached passwords cannot be read.",
    cause: { message: "no such file" },
  });
});
