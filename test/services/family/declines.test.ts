import t from "tap";
import { daySeconds, origin, startTwoChildren } from "../../support/families/two-children.ts";

const mother = "moeder@home.nl";
const service = await startTwoChildren(t);
const { activate, activationDeclinations, activations, advance, db, linksTo, set } = service;
const decline = (link: string) => activationDeclinations.decline(link, origin);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    ({ code }) => code,
  );
const countEvents = async () => {
  const { rows } = await db.asService((tx) =>
    tx.$client.query("select from audit_events where action = 'address-refused'"),
  );
  return rows.length;
};

/** Removes the address of Wimpie and adds it again; returns the link of the new invitation. */
async function inviteAgain(): Promise<string> {
  await service.homeLogins.remove(service.coordinator, service.idOf("Wimpie"));
  await service.dispatchAll();
  advance(daySeconds);
  await set("Wimpie", mother);
  await service.dispatchAll();
  return linksTo(mother)[0] ?? "";
}

t.test("of concurrent callers one declines the link and none sets a password", async (t) => {
  const link = await inviteAgain();
  const answers = await Promise.all(Array.from({ length: 8 }, () => codeOf(decline(link))));
  t.strictSame(answers.sort(), ["done", ...Array(7).fill("link-refused")]);
  t.equal(await codeOf(activate(link)), "link-refused");
  t.equal(await countEvents(), 1);
  t.match(await service.addressesOf("Wimpie"), [{ status: "bounced", activatedAt: null }]);
});

t.test("of a concurrent decline and activation with one link one succeeds", async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const link = await inviteAgain();
    const answers = await Promise.all([codeOf(decline(link)), codeOf(activate(link))]);
    t.equal(answers.filter((answer) => answer === "done").length, 1, answers.join());
    const [address] = await service.addressesOf("Wimpie");
    t.equal(address?.status, answers[0] === "done" ? "bounced" : "activated");
  }
});

t.test("a link for a new password cannot be declined, and stays open", async (t) => {
  await activate(await inviteAgain());
  await service.dispatchAll();
  advance(3_600);
  await service.linkRequests.request(mother, origin.network);
  await service.dispatchAll();
  const [link = ""] = linksTo(mother);
  const before = await countEvents();
  t.equal(await codeOf(decline(link)), "not-an-invitation");
  t.equal(await countEvents(), before);
  t.match(await activations.lookUp(link, origin), { purpose: "password-reset" });
});
