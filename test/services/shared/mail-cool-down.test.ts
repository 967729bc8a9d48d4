// Mails to one mailbox when a school, a family or a stranger requests many.
import t from "tap";
import { coolDownAfter, mailBurstMax } from "../../../src/domain/mail/cool-down.ts";
import { execute } from "../../../src/store/database.ts";
import { mailCoolDowns } from "../../../src/store/schema/mails.ts";
import { listRows } from "../../../src/store/statement.ts";
import { untilIdle } from "../../integration/until.ts";
import { origin, startTwoChildren } from "../../support/families/two-children.ts";

const mother = "moeder@home.nl";
const father = "vader@home.nl";
const coolDownSeconds = 300;
const daySeconds = 86_400;
type Service = Awaited<ReturnType<typeof startTwoChildren>>;

const remove = (service: Service) =>
  service.homeLogins.remove(service.coordinator, service.idOf("Wimpie"));
const requestLinks = (service: Service, email = mother) =>
  service.linkRequests.request(email, origin.network);
/** Runs only the jobs that link requests need, which is faster than all jobs. */
async function answer(service: Service) {
  await untilIdle(service.linkRequests.answerNext);
  await untilIdle(service.dispatcher.dispatch);
}
const countOf = (service: Service, email: string) => service.smtp.messagesTo(email).length;

t.test("adding and removing an address repeatedly sends two mails", async (t) => {
  const service = await startTwoChildren(t);
  for (let turn = 0; turn < 12; turn += 1) {
    await service.set("Wimpie", mother);
    await service.dispatchAll();
    await remove(service);
    await service.dispatchAll();
    service.advance(3);
  }
  t.strictSame(service.subjectsTo(mother), [
    "Thuis inloggen voor Wimpie (School 01AA)",
    "Thuis inloggen: dit e-mailadres hoort niet meer bij Wimpie (School 01AA)",
  ]);
  service.advance(daySeconds);
  await service.dispatchAll();
  t.equal(countOf(service, mother), 2, "a removal cancels the pending invitation");
});

t.test("adding and removing an address all day sends at most six mails of a kind", async (t) => {
  const service = await startTwoChildren(t);
  for (let minute = 0; minute < 24 * 60; minute += 20) {
    await service.set("Wimpie", mother);
    await service.dispatchAll();
    service.advance(600);
    await service.dispatchAll();
    await remove(service);
    await service.dispatchAll();
    service.advance(600);
  }
  const removals = service.subjectsTo(mother).filter((one) => /hoort niet meer/.test(one)).length;
  const invitations = countOf(service, mother) - removals;
  t.ok(invitations > 1 && invitations <= 6, `${invitations} invitations`);
  t.ok(removals > 0 && removals <= 6, `${removals} removals`);
});

t.test("an invitation within the cool-down is sent when the cool-down ends", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  service.advance(60);
  await service.set("Fatima", mother);
  await service.dispatchAll();
  t.equal(countOf(service, mother), 1);
  t.equal((await service.addressesOf("Fatima"))[0]?.mail?.status, "waiting");
  service.advance(coolDownSeconds - 61);
  await service.dispatchAll();
  t.equal(countOf(service, mother), 1, "a second early");
  service.advance(1);
  await service.dispatchAll();
  t.strictSame(service.subjectsTo(mother).slice(1), ["Thuis inloggen voor Fatima (School 01AA)"]);
  t.equal((await service.addressesOf("Fatima"))[0]?.mail?.status, "sent");
});

t.test("the cool-down does not delay other mailboxes or other kinds of mail", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  await service.set("Wimpie", mother, father);
  await requestLinks(service);
  await service.dispatchAll();
  t.equal(countOf(service, father), 1);
  t.equal(countOf(service, mother), 2);
});

t.test("the delay of a mail extends the lifetime of its link", async (t) => {
  const service = await startTwoChildren(t);
  for (let mails = 1; mails <= mailBurstMax; mails += 1) {
    await service.set("Wimpie", mother);
    await service.dispatchAll();
    await remove(service);
    service.advance(mails < mailBurstMax ? coolDownAfter(mails, coolDownSeconds) : 1);
  }
  await service.set("Wimpie", mother);
  const before = countOf(service, mother);
  service.advance(daySeconds - 2);
  await service.dispatchAll();
  t.equal((await service.addressesOf("Wimpie"))[0]?.mail?.status, "waiting");
  t.equal(countOf(service, mother), before, "a second early");
  service.advance(1);
  await service.dispatchAll();
  t.equal(countOf(service, mother), before + 1);
  const [link = ""] = service.linksTo(mother);
  const { expiresAt } = await service.activations.lookUp(link, origin);
  const [address] = await service.addressesOf("Wimpie");
  t.strictSame(address?.expiresAt, expiresAt);
  t.strictSame(expiresAt.getTime() - Number(address?.mail?.sentAt), 14 * daySeconds * 1000);
});

t.test("hundreds of link requests in a day send six mails to a mailbox", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  const step = daySeconds / 200;
  for (let request = 0; request < 200; request += 1) {
    await service.linkRequests.request(mother, `203.0.113.${request}`);
    await answer(service);
    service.advance(step);
  }
  const written = await service.db.asService((tx) =>
    execute(
      tx,
      listRows<{ at: Date }>(
        { name: "", text: "select available_at as at from mails where kind = 'links' order by 1" },
        [],
      ),
    ),
  );
  t.strictSame(written.length, 6);
  for (const [index, { at }] of written.slice(1).entries()) {
    const gap = (at.getTime() - Number(written[index]?.at)) / 1000;
    const least = coolDownAfter(index + 1, coolDownSeconds);
    t.ok(gap >= least && gap < least + step, `${gap} seconds after mail ${index + 1}`);
  }
  service.advance(daySeconds);
  for (let time = 0; time < 2; time += 1) {
    await requestLinks(service);
    await answer(service);
    service.advance(daySeconds / 2);
  }
  t.strictSame(service.subjectsTo(mother).length, 8, "then one a day, and the invitation");
});

t.test("days without mail lower the count", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  const burst = async () => {
    const before = countOf(service, mother);
    for (let minute = 0; minute < 6 * 60; minute += 5) {
      await requestLinks(service);
      await answer(service);
      service.advance(300);
    }
    return countOf(service, mother) - before;
  };
  t.strictSame(await burst(), 6);
  service.advance(2 * daySeconds);
  t.strictSame(await burst(), 2, "two days, two mails");
  service.advance(10 * daySeconds);
  t.strictSame(await burst(), 6);
});

t.test("a family that set a password can request a link immediately", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await requestLinks(service);
  await service.dispatchAll();
  await service.activate(service.linksTo(mother)[0] ?? "");
  await service.dispatchAll();
  const before = countOf(service, mother);
  await requestLinks(service);
  await service.dispatchAll();
  t.strictSame(countOf(service, mother), before + 1);
  t.match(service.subjectsTo(mother).at(-1), "nieuwe link");
});

t.test("a cool-down row contains no address, and is deleted when it expires", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  await remove(service);
  await service.dispatchAll();
  const rows = async () =>
    await service.db.asService(async (tx) => (await tx.select().from(mailCoolDowns)).length);
  t.strictSame(await rows(), 2);
  service.advance(daySeconds);
  t.strictSame(await service.createRetention().step(), "finished");
  t.strictSame(await rows(), 0);
});
