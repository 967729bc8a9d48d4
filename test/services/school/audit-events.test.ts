import t from "tap";
import type { RowKey } from "../../../src/domain/pagination.ts";
import { startTwoChildren } from "../../support/families/two-children.ts";

const service = await startTwoChildren(t);
const { advance, auditEvents, coordinator, idOf, schoolSettings } = service;
const page = (limit: number, afterKey?: RowKey) => ({ limit, afterKey });
const rename = async (name: string) => {
  advance(1);
  await schoolSettings.update(coordinator, { name });
};

t.test(
  "pages continue after the last event, also when newer events arrive meanwhile",
  async (t) => {
    for (const name of ["Een", "Twee", "Drie", "Vier"]) await rename(name);
    const all = (await auditEvents.list(coordinator, undefined, page(100))).items;
    const times = all.map(({ occurredAt }) => occurredAt.getTime());
    t.strictSame(
      times,
      times.toSorted((one, other) => other - one),
      "newest first",
    );

    const seen: string[] = [];
    let after: RowKey | undefined;
    for (const _page of all) {
      const { items, nextAfterKey } = await auditEvents.list(
        coordinator,
        undefined,
        page(2, after),
      );
      seen.push(...items.map(({ id }) => id));
      after = nextAfterKey;
      if (after === undefined) break;
      await rename(`Naam ${seen.length}`);
    }
    t.strictSame(
      seen,
      all.map(({ id }) => id),
    );
  },
);

t.test("events of a pupil stay after the pupil left, and no other pupil has them", async (t) => {
  await service.set("Wimpie", "moeder@home.nl");
  const wimpie = idOf("Wimpie");
  advance(1);
  await service.rosters.put(
    coordinator,
    {
      groups: [{ externalId: "4A", name: "4A", yearGroup: "4" }],
      teachers: [],
      pupils: [],
    },
    { isConfirmed: true },
  );
  const { items } = await auditEvents.list(coordinator, wimpie, page(100));
  t.strictSame(
    items.map(({ action, pupilId, actor }) => [action, pupilId, actor.kind]),
    [
      ["pupil-left", wimpie, "client"],
      ["home-login-set", wimpie, "client"],
    ],
  );
  const fatimas = (await auditEvents.list(coordinator, idOf("Fatima"), page(100))).items;
  t.strictSame(
    fatimas.map(({ action }) => action),
    ["pupil-left"],
  );
});

t.test("only a coordinator reads events, and only those of the own school", async (t) => {
  const stranger = await service.addSchool("02BB");
  t.strictSame((await auditEvents.list(stranger, undefined, page(100))).items, []);
  t.strictSame((await auditEvents.list(stranger, idOf("Wimpie"), page(100))).items, []);
  const portal = { ...coordinator, role: "portal" } as const;
  await t.rejects(auditEvents.list(portal, undefined, page(1)), { code: "forbidden" });
});
