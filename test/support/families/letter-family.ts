import type { Test } from "tap";
import type { SchoolPrincipal } from "../../../src/domain/principal.ts";
import type { LetterMode } from "../../../src/domain/school/letters.ts";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { startServices } from "../services.ts";
import { pupil, rosterOf } from "./roster-pupil.ts";

/** Two pupils of group 4A and one of 5A, and letters for them. */
export async function startLetterFamily(t: Test, mode: LetterMode = "at-once") {
  const service = await startServices(t);
  const { db, rosters, groups, letters, proposals, schoolSettings } = service;
  const coordinator = await service.addSchool("01AA");
  const roster = {
    ...rosterOf(
      pupil("1", { firstName: "Noor" }),
      pupil("2", { firstName: "Sem" }),
      pupil("3", { firstName: "Zus", group: "5A" }),
    ),
    groups: ["4A", "5A"].map((name) => ({ externalId: name, name, yearGroup: null })),
    teachers: ["4A", "5A"].map((name) => ({
      externalId: `LK${name}`,
      firstName: "Lia",
      infix: null,
      lastName: "Berk",
      roles: [],
      groups: [name],
    })),
  };
  await rosters.put(coordinator, roster);
  await schoolSettings.update(coordinator, { letters: mode });
  const ids = new Map<string, string>();
  for (const group of (await groups.list(coordinator, { limit: 9, afterKey: undefined })).items) {
    const { pupils } = await groups.get(coordinator, group.id);
    for (const { firstName, id } of pupils) ids.set(`${firstName}`, id);
  }
  const idOf = (name: string) => ids.get(name) ?? "";
  let requests = 0;

  return {
    ...service,
    coordinator,
    roster,
    idOf,
    teacher: (subject: string): SchoolPrincipal => ({ ...coordinator, role: "teacher", subject }),
    /** Makes a letter for the pupil and returns its code. */
    letterFor: async (name: string): Promise<string> => {
      const batch = await letters.create(coordinator, { pupilIds: [idOf(name)] });
      return `${batch.letters[0]?.code}`;
    },
    /** Enters an address from a new network. */
    propose: (code: string, email: string) => {
      requests += 1;
      const network = `198.51.${requests >> 8}.${requests & 255}`;
      return proposals.propose({ code, email }, { requestId: `request ${requests}`, network });
    },
    ask: (text: string, ...values: unknown[]) =>
      db.asService((tx) =>
        execute(tx, listRows<Record<string, unknown>>({ name: "", text }, values)),
      ),
  };
}
