import t from "tap";
import { startServices } from "../../support/services.ts";

const service = await startServices(t);
const { schoolSettings } = service;
const coordinator = await service.addSchool("01AA");
const other = await service.addSchool("02BB");
const eventCount = async () => {
  const { rows } = await service.db.asService((tx) =>
    tx.$client.query("select from audit_events where action = 'school-updated'"),
  );
  return rows.length;
};

t.test("of concurrent changes of one state one is written", async (t) => {
  const seen = JSON.stringify(await schoolSettings.get(coordinator));
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) =>
      schoolSettings.update(
        coordinator,
        { name: `Naam ${index}` },
        (current) => JSON.stringify(current) === seen,
      ),
    ),
  );
  const codes = tries.map((one) => (one.status === "rejected" ? one.reason.code : "done"));
  t.strictSame(codes.sort(), ["done", ...Array(7).fill("precondition-failed")]);
  t.equal(await eventCount(), 1);
});

t.test("equal settings are no change in any order or form, and no event", async (t) => {
  const before = await eventCount();
  const given = { networkEnvironmentUrl: "HTTPS://Moo.example", publishers: ["zwijsen", "blink"] };
  const stored = await schoolSettings.update(coordinator, given);
  t.match(stored, {
    networkEnvironmentUrl: "https://moo.example/",
    publishers: ["blink", "zwijsen"],
  });
  const again = { ...given, publishers: given.publishers.toReversed() };
  t.strictSame(await schoolSettings.update(coordinator, again), stored);
  t.strictSame(await schoolSettings.get(coordinator), stored);
  t.equal(await eventCount(), before + 1);
});

t.test("a rejected change writes nothing, and names every wrong setting", async (t) => {
  const stored = await schoolSettings.get(coordinator);
  const faulty = { name: " ", networkEnvironmentUrl: "http://moo.example", publishers: ["x"] };
  await t.rejects(schoolSettings.update(coordinator, { ...faulty, activationLinkDays: 3 }), {
    code: "invalid-request",
    validationErrors: [
      { pointer: "/name" },
      { pointer: "/networkEnvironmentUrl" },
      { pointer: "/publishers/0" },
    ],
  });
  t.strictSame(await schoolSettings.get(coordinator), stored);
  t.match(await schoolSettings.get(other), { brin: "02BB", name: "School 02BB", publishers: [] });
});
