import t from "tap";
import { readRows } from "../../../src/domain/bulk-activation.ts";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { rosterWith, startTwoChildren } from "../../support/families/two-children.ts";

const mother = "moeder@home.nl";
const father = "vader@home.nl";
type Service = Awaited<ReturnType<typeof startTwoChildren>>;

/** Counts the rows of an address in all mail tables. */
const traces = (service: Service, email: string) =>
  service.db.asService((tx) =>
    execute(
      tx,
      listRows(
        {
          name: "list_traces",
          text: `select email_key from mailboxes where email_key = $1
               union all select email_key from mails where email_key = $1
               union all select email_key from removal_notices where email_key = $1`,
        },
        [email],
      ),
    ),
  );

t.test("a removed address gets a notice, and then all its data is deleted", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother, father);
  await service.dispatchAll();
  await service.activate(service.linksTo(mother)[0] ?? "");
  await service.dispatchAll();
  const before = service.smtp.messages.length;
  await service.set("Wimpie", father);
  await service.dispatchAll();
  t.equal(service.smtp.messages.length, before + 1, "no other address gets one");
  const told = service.smtp.messagesTo(mother).at(-1);
  t.equal(
    told?.subject,
    "Thuis inloggen: dit e-mailadres hoort niet meer bij Wimpie (School 01AA)",
  );
  t.match(
    told?.text,
    /Wimpie \(School 01AA\) kan niet meer thuis inloggen met dit\s+e-mailadres\./,
  );
  t.match(told?.text, /Vraag het dan aan de\s+school/);
  t.match(told?.text, "can no longer log in at home with this");
  t.notMatch(told?.text, /vader|activate#/);
  t.strictSame(await traces(service, mother), []);
});

t.test("an invited address gets a notice too, an address without mail does not", async (t) => {
  const service = await startTwoChildren(t);
  service.smtp.behave((to) => (to.startsWith("fout") ? "reject-recipient-550" : "normal"));
  await service.set("Wimpie", mother, "fout@home.nl");
  await service.dispatchAll();
  await service.set("Fatima", "typefout@home.nl");
  await service.homeLogins.remove(service.coordinator, service.idOf("Fatima"));
  await service.homeLogins.remove(service.coordinator, service.idOf("Wimpie"));
  service.smtp.behave("normal");
  await service.dispatchAll();
  t.match(service.subjectsTo(mother).at(-1), "hoort niet meer bij Wimpie");
  t.equal(service.subjectsTo("fout@home.nl").length, 0, "its mail bounced");
  t.equal(service.subjectsTo("typefout@home.nl").length, 0, "its mail was not sent");
  for (const email of [mother, "fout@home.nl", "typefout@home.nl"]) {
    t.strictSame(await traces(service, email), []);
  }
});

t.test("children removed from one address together are in one notice", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.set("Fatima", mother);
  await service.dispatchAll();
  const rows = ["Wimpie", "Fatima"].map((externalId) => ({ externalId, emails: [father] }));
  await service.bulkActivations.activate(service.coordinator, readRows(rows), {
    dryRun: false,
    atomic: false,
  });
  await service.dispatchAll();
  t.match(service.subjectsTo(mother).slice(1), [/bij Fatima en Wimpie \(School 01AA\)$/]);
});

t.test("a sibling stays on the address, and is not in the notice", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.set("Fatima", mother);
  await service.dispatchAll();
  await service.set("Wimpie", father);
  await service.dispatchAll();
  t.match(service.subjectsTo(mother).at(-1), /bij Wimpie \(/);
  t.equal((await service.addressesOf("Fatima"))[0]?.status, "invited");
});

t.test("an address that is added again before the mail is sent gets no notice", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  await service.set("Wimpie", father);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  t.notOk(service.subjectsTo(mother).some((subject) => /hoort niet meer/.test(subject)));
  t.equal(service.linksTo(mother).length, 1);
});

t.test("a pupil that leaves the school causes one notice", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  for (const present of [["Fatima"], ["Fatima"]] as const) {
    await service.rosters.put(service.coordinator, rosterWith(present), { isConfirmed: true });
    await service.dispatchAll();
  }
  t.match(service.subjectsTo(mother).slice(1), [/hoort niet meer bij Wimpie/]);
  await service.rosters.put(service.coordinator, rosterWith(["Fatima", "Wimpie"]));
  await service.dispatchAll();
  t.equal(service.subjectsTo(mother).length, 2, "returning removes nothing more");
});

t.test("erasing a pupil on request deletes all its mails, pending or settled", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  await service.set("Wimpie", father);
  await service.personalData.erase(service.coordinator, service.idOf("Wimpie"));
  for (const email of [mother, father]) t.strictSame(await traces(service, email), []);
  await service.dispatchAll();
  t.equal(service.subjectsTo(mother).length, 1);
});

t.test("a notice that cannot be delivered is given up, and all its data is deleted", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  await service.homeLogins.remove(service.coordinator, service.idOf("Wimpie"));
  service.smtp.behave("reject-recipient-550");
  await service.dispatchAll();
  t.strictSame(await traces(service, mother), []);
});
