import fc from "fast-check";
import t from "tap";
import { startTestService } from "../support/service.ts";
import { createModel } from "./model.ts";
import { commands, compare, externalIds, type Real, sendRoster } from "./model-commands.ts";
import { hangMs, isFull, scaled, seedOf } from "./scale.ts";

const runs = scaled({ short: 5, full: 400 });
const stepsMax = scaled({ short: 40, full: 80 });
/** After this time all throttles have drained and all access tokens have expired. */
const secondsBetweenRuns = 2 * 3_600;

t.setTimeout(hangMs);

t.test("the service agrees with the model in every random sequence of operations", async (t) => {
  const seed = seedOf(t);
  const service = await startTestService(t);
  let count = 0;
  let steps = 0;

  async function begin(): Promise<Real> {
    count += 1;
    service.advance(secondsBetweenRuns);
    await service.dispatchAll();
    const number = `${count}`.padStart(4, "0");
    const brins = ["AA", "BB"].map(
      (letters) => `${number.slice(0, 2)}${letters}${number.slice(2)}`,
    );
    const clients: Real["clients"][number][] = [];
    for (const [school, brin] of brins.entries()) {
      await service.schools.add({ brin, name: `School ${school}` });
      clients.push(await service.clients.add({ brin, role: "coordinator", teacher: undefined }));
    }
    const real: Real = {
      service,
      clients,
      run: number,
      pupilIds: new Map(),
      tokens: new Map(),
      sessions: new Map(),
      mailsSeen: service.smtp.messages.length,
    };
    for (const school of [0, 1]) await sendRoster(real, school, externalIds);
    await compare(createModel(externalIds), real);
    return real;
  }

  const sequences = fc.commands(commands, {
    maxCommands: stepsMax,
    size: isFull ? "max" : "large",
  });
  const agree = fc.asyncProperty(sequences, async (sequence) => {
    const real = await begin();
    const before = steps;
    await fc.asyncModelRun(() => ({ model: createModel(externalIds), real }), sequence);
    steps = before + [...sequence].length;
  });
  const details = await fc.check(agree, {
    seed,
    numRuns: runs,
    endOnFailure: process.env["NOSHRINK"] === "1",
  });
  t.comment(`${count} sequences, ${steps} steps`);
  t.notOk(
    details.failed,
    `${fc.defaultReportMessage(details) ?? "agree"} ${details.errorInstance ?? ""}`,
  );
});
