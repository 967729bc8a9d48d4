import t from "tap";
import type { RowKey } from "../../../src/domain/pagination.ts";
import { pupil, rosterOf } from "../../support/families/roster-pupil.ts";
import { startServices } from "../../support/services.ts";

const service = await startServices(t);
const { homeLoginReports, rosters } = service;
const coordinator = await service.addSchool("01AA");
const names = ["Çelik", "van Dam", "Bakker", "de Boer", "bakker", "Ünal", "Hof", "Hof"];
await rosters.put(
  coordinator,
  rosterOf(...names.map((lastName, index) => pupil(`${index}`, { lastName }))),
);

t.test("pages of any size joined are the whole list, in its order", async (t) => {
  const all = (await homeLoginReports.listAll(coordinator, {})).map(({ id }) => id);
  t.equal(new Set(all).size, names.length);
  for (const limit of [1, 3, names.length, 100]) {
    const joined: string[] = [];
    let afterKey: RowKey | undefined;
    for (const _page of names) {
      const found = await homeLoginReports.list(coordinator, {}, { limit, afterKey });
      joined.push(...found.items.map(({ id }) => id));
      afterKey = found.nextAfterKey;
      if (afterKey === undefined) break;
    }
    t.strictSame(joined, all, `${limit} a page`);
  }
});

t.test("a caller without groups gets no pupils, and a portal is rejected", async (t) => {
  const teacher = { ...coordinator, role: "teacher", subject: "unknown" } as const;
  t.strictSame(await homeLoginReports.listAll(teacher, {}), []);
  const portal = { ...coordinator, role: "portal" } as const;
  await t.rejects(homeLoginReports.listAll(portal, {}), { code: "forbidden" });
  const groupId = "01990000-0000-7000-8000-00000000000f";
  await t.rejects(homeLoginReports.listAll(coordinator, { groupId }), { code: "not-found" });
});
