// A link that reached another person than a parent of the child.
import t from "tap";
import { createBrowser } from "../../support/browser.ts";
import { father, makePassword, mother, startFamily } from "../../support/families/family.ts";
import { requestToken } from "../../support/service.ts";

const service = await startFamily(t);
const { url, api, smtp, linkOf } = service;
const client = await service.addClient("01AA");
let coordinator = client.token;
const groups = (await api("listGroups", { token: coordinator })).body.items;
const screen = await api("getGroup", { token: coordinator, path: { groupId: groups[0].id } });
const idOf = (name: string) =>
  screen.body.pupils.find((pupil: { firstName: string }) => pupil.firstName === name).id;
const path = { pupilId: idOf("Wimpie") };
const refuse = (link: string) => api("refuseActivation", { body: { token: link } });

/** Longer than the cool-down of a mailbox, shorter than a token of the school. */
async function waitForAnHour() {
  service.advance(3_600);
  coordinator = await requestToken(api, client);
}

async function addressOf(email: string) {
  const { body } = await api("getHomeLogin", { token: coordinator, path });
  return body.addresses.find((address: { email: string }) => address.email === email);
}

const link = await linkOf("Wimpie", mother);

t.test(
  "the page asks for confirmation, and the school then sees that the link is declined",
  async (t) => {
    const browser = createBrowser(url);
    const make = await browser.send("/activate", { token: link });
    t.match(make.html, 'action="/activate/not-my-child"');
    const ask = await browser.send("/activate/not-my-child", { token: link });
    t.match(ask.text, "Is Wimpie niet uw kind?");
    t.match(ask.text, "Weet u het zeker?");
    t.equal((await addressOf(mother)).status, "invited", "the question changes nothing");
    const done = await browser.send("/activate/refusal", { token: link });
    t.match(done.text, "Bedankt, de school ziet het nu");
    t.match(await addressOf(mother), {
      status: "bounced",
      mail: { status: "sent", reason: "not-their-child" },
    });
    const again = await makePassword(browser, link);
    t.equal(again.status, 410);
    t.match(again.text, "Met deze link is gezegd dat dit niet uw kind is.");
  },
);

t.test("a link can be declined once, and is closed afterwards", async (t) => {
  for (const operation of ["refuseActivation", "lookUpActivation"]) {
    const { status, body } = await api(operation, { body: { token: link } });
    t.equal(status, 410);
    t.match(body.type, /link-refused$/);
  }
  t.equal((await refuse("unknown token")).status, 404);
});

t.test("the school sees the reason, and the audit event has the family as actor", async (t) => {
  const report = await api("listHomeLogins", { token: coordinator, query: { status: "bounced" } });
  t.match(report.body.items[0].addresses[0], {
    reason: "not-their-child",
    explanation: /niet zijn kind/,
  });
  const events = await api("listAuditEvents", { token: coordinator });
  const refusals = events.body.items.filter(
    ({ action }: { action: string }) => action === "address-refused",
  );
  t.match(refusals, [{ pupilId: path.pupilId, actor: { kind: "family" } }]);
});

t.test("the other parent and the sibling on the address keep their links", async (t) => {
  t.equal((await addressOf(father)).status, "invited");
  t.equal(
    (await api("lookUpActivation", { body: { token: await linkOf("Fatima", mother) } })).status,
    200,
  );
});

t.test("setting the same addresses again sends nothing, also in a bulk activation", async (t) => {
  smtp.clear();
  const body = { emails: [mother, father] };
  await api("setHomeLogin", { token: coordinator, path, body });
  const rows = [{ externalId: "Wimpie", emails: [mother, father] }];
  const bulk = await api("bulkActivate", { token: coordinator, body: { rows } });
  t.equal(bulk.body.rows[0].outcome, "unchanged");
  await service.dispatchAll();
  t.equal(smtp.messages.length, 0);
  t.equal((await addressOf(mother)).status, "bounced");
});

t.test("a mail with new links omits that child", async (t) => {
  await waitForAnHour();
  await api("requestLinks", { body: { email: mother } });
  await service.dispatchAll();
  const mail = `${smtp.messagesTo(mother).at(-1)?.text}`;
  t.match(mail, "Fatima");
  t.notMatch(mail, "Wimpie");
  t.equal((await addressOf(mother)).status, "bounced");
});

t.test("sending the mail again invites the declined address again", async (t) => {
  smtp.clear();
  const body = { email: mother };
  const sent = await api("sendActivationMails", { token: coordinator, path, body });
  t.strictSame(sent.body.queued, [{ email: mother }]);
  await service.dispatchAll();
  t.equal((await addressOf(mother)).status, "invited");
  t.equal(
    (await api("lookUpActivation", { body: { token: await linkOf("Wimpie", mother) } })).status,
    200,
  );
});
