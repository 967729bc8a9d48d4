// A school with two children, for tests of mails.
import type { Test } from "tap";
import { startServices } from "../services.ts";
import { pupil, rosterOf } from "./roster-pupil.ts";

export const daySeconds = 86_400;
export const origin = { requestId: "a request of a test", network: "203.0.113.7" };
const names = ["Fatima", "Wimpie"] as const;
export type ChildName = (typeof names)[number];

export const rosterWith = (present: readonly ChildName[]) =>
  rosterOf(...present.map((firstName) => pupil(firstName, { firstName })));

export async function startTwoChildren(t: Test, brin = "01AA") {
  const service = await startServices(t);
  const coordinator = await service.addSchool(brin);
  await service.rosters.put(coordinator, rosterWith(names));
  const [group] = (await service.groups.list(coordinator, { limit: 1, afterKey: undefined })).items;
  const { pupils } = await service.groups.get(coordinator, group?.id ?? "");
  const idOf = (name: ChildName) => pupils.find(({ firstName }) => firstName === name)?.id ?? "";

  return {
    ...service,
    coordinator,
    idOf,
    set: (name: ChildName, ...emails: string[]) =>
      service.homeLogins.set(coordinator, idOf(name), emails),
    addressesOf: async (name: ChildName) =>
      (await service.homeLogins.get(coordinator, idOf(name))).addresses,
    /** Subjects of the mails to an address, oldest first. */
    subjectsTo: (email: string) =>
      service.smtp.messagesTo(email).map(({ subject }) => `${subject}`),
    /** The links in the newest mail to an address. */
    linksTo: (email: string) =>
      [...`${service.smtp.messagesTo(email).at(-1)?.text}`.matchAll(/activate#(\S+)/g)]
        .map(([, token = ""]) => token)
        .filter((token, index, all) => all.indexOf(token) === index),
    activate: (token: string, password = "vrolijke fietsbel") =>
      service.activations.activate(token, password, origin),
  };
}
