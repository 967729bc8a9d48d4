import t from "tap";
import { origin, startTwoChildren } from "../../support/families/two-children.ts";

const mother = "ouder@home.nl";
const service = await startTwoChildren(t);
const { activations, activate, advance, coordinator, homeLogins, idOf, smtp } = service;
/** Links in all mails to an address since the mails were cleared. */
const linksTo = (email: string) => [
  ...new Set(
    smtp
      .messagesTo(email)
      .flatMap(({ text }) => [...`${text}`.matchAll(/activate#(\S+)/g)])
      .map(([, token = ""]) => token),
  ),
];
await service.set("Wimpie", mother);
await service.set("Fatima", mother);
await service.dispatchAll();

/** Links of both children, by name. */
const links = new Map<string, string>();
for (const token of linksTo(mother)) {
  const { pupil } = await activations.lookUp(token, origin);
  links.set(pupil.firstName ?? "", token);
}
const linkOf = (name: string) => links.get(name) ?? "";

/** Sends the mail to Wimpie again, and returns its link. */
async function sendAgain(): Promise<string> {
  advance(400);
  await homeLogins.sendMails(coordinator, idOf("Wimpie"), mother);
  smtp.clear();
  await service.dispatchAll();
  return linksTo(mother)[0] ?? "";
}

t.test("looking up a link changes nothing, and a forged link is unknown", async (t) => {
  t.strictSame([...links.keys()].sort(), ["Fatima", "Wimpie"]);
  for (const token of links.values()) {
    for (const _again of [1, 2])
      t.match(await activations.lookUp(token, origin), { email: mother });
    const forged = `${token.slice(0, -1)}${token.endsWith("A") ? "E" : "A"}`;
    await t.rejects(activations.lookUp(forged, origin), { code: "link-unknown" });
  }
});

t.test("of an address the children that are invited and have no password wait", async (t) => {
  const waiting = await activations.listWaiting(mother.toUpperCase());
  t.strictSame(waiting, [{ firstName: "Fatima" }, { firstName: "Wimpie" }]);
  t.strictSame(await activations.listWaiting("iemand@home.nl"), []);
  t.strictSame(await activations.listWaiting("geen adres"), []);
});

t.test("a rejected password does not use up the link", async (t) => {
  for (const password of ["short", "password1", "Wimpie123"]) {
    const made = activate(linkOf("Wimpie"), password);
    await t.rejects(made, { code: "password-rejected" }, password);
  }
});

t.test(
  "of sixteen concurrent activations with one link one succeeds, a hundred times",
  async (t) => {
    let token = linkOf("Wimpie");
    for (let round = 1; round <= 100; round += 1) {
      const tries = await Promise.allSettled(
        Array.from({ length: 16 }, (_, index) => activate(token, `vrolijke fietsbel ${index}`)),
      );
      const refusals = tries.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
      t.strictSame(
        refusals,
        Array.from({ length: 15 }, () => "link-used"),
        `round ${round}`,
      );
      token = await sendAgain();
    }
    links.set("Wimpie", token);
  },
);

t.test("the password of a sibling is rejected, and each child logs in with its own", async (t) => {
  const fatimas = linkOf("Fatima");
  await activate(linkOf("Wimpie"), "groene olifant");
  const taken = activate(fatimas, "groene olifant");
  await t.rejects(taken, { code: "password-taken-by-sibling" });
  await activate(fatimas, "blauwe giraf");

  const logIn = (password: string) =>
    service.sessions.create(" OUDER@home.nl", password, origin.network);
  t.equal((await logIn("groene olifant")).subject.firstName, "Wimpie");
  t.match((await logIn("blauwe giraf")).subject, { firstName: "Fatima", groupName: "4A" });
});

t.test("siblings that choose one password at the same time do not both get it", async (t) => {
  advance(3_600);
  smtp.clear();
  await service.linkRequests.request(mother, origin.network);
  await service.dispatchAll();
  const tokens = linksTo(mother);
  t.equal(tokens.length, 2);
  const tries = await Promise.allSettled(
    tokens.map((token) => activate(token, "gele kameel met hoed")),
  );
  const outcomes = tries.map((one) => (one.status === "rejected" ? one.reason.code : "made"));
  t.strictSame(outcomes.sort(), ["made", "password-taken-by-sibling"]);
});

t.test("a notice says whether the password is the first or a new one", async (t) => {
  const father = "vader@home.nl";
  await service.set("Wimpie", mother, father);
  const noticeAfter = async (password: string): Promise<string> => {
    await service.dispatchAll();
    const [token = ""] = service.linksTo(father);
    await activate(token, password);
    await service.dispatchAll();
    return `${smtp.messagesTo(father).at(-1)?.text}`.replace(/\s+/g, " ");
  };
  const first = await noticeAfter("vrolijke bakfiets");
  t.match(first, "is er een wachtwoord gemaakt waarmee Wimpie");
  t.notMatch(first, /oude|Was er al/);
  t.strictSame(
    (await activations.listWaiting(father)).map(({ firstName }) => firstName),
    [],
    "nobody waits any more",
  );
  advance(86_400);
  await service.linkRequests.request(father, origin.network);
  t.match(await noticeAfter("vrolijke kabouter"), "Het oude wachtwoord werkt nu niet meer.");
});
