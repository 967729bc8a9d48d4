// Which of the links that an address got still open something.
import t from "tap";
import { daySeconds, origin, startTwoChildren } from "../../support/two-children.ts";

const mother = "moeder@home.nl";
const hourSeconds = 3_600;
type Service = Awaited<ReturnType<typeof startTwoChildren>>;

/** The link in each of the mails that come of the invitation and of so many requests for links. */
async function startWithLinks(t: Parameters<typeof startTwoChildren>[0], requests: number) {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  const links = [service.linksTo(mother)[0] ?? ""];
  for (let request = 0; request < requests; request += 1) links.push(await requestLink(service));
  return { ...service, links };
}

async function requestLink(service: Service): Promise<string> {
  service.advance(2 * hourSeconds);
  await service.linkRequests.request(mother, origin.network);
  await service.dispatchAll();
  return service.linksTo(mother)[0] ?? "";
}

/** What each link answers: `open`, or the code of the problem. */
const answersOf = async (service: Service, links: readonly string[]) => {
  const answers: string[] = [];
  for (const link of links) {
    const answer = service.activations.lookUp(link, origin).then(
      () => "open",
      (error: { code: string }) => error.code,
    );
    answers.push(await answer);
  }
  return answers;
};

t.test("a request for links does not close the link that the school sent", async (t) => {
  const service = await startWithLinks(t, 2);
  t.strictSame(new Set(service.links).size, 3);
  t.strictSame(await answersOf(service, service.links), ["open", "open", "open"]);
  await service.activate(service.links[0] ?? "");
  t.strictSame(await service.addressesOf("Wimpie").then(([one]) => one?.status), "activated");
});

t.test("the newest three links stay open, an older one is replaced", async (t) => {
  const service = await startWithLinks(t, 4);
  const expected = ["link-replaced", "link-replaced", "open", "open", "open"];
  t.strictSame(await answersOf(service, service.links), expected);
});

t.test("a new password closes all links of the child and none of a sibling", async (t) => {
  const service = await startWithLinks(t, 2);
  await service.set("Fatima", mother);
  await service.dispatchAll();
  const [sibling = ""] = service.linksTo(mother);
  await service.activate(service.links[1] ?? "");
  t.strictSame(await answersOf(service, service.links), ["link-used", "link-used", "link-used"]);
  t.strictSame(await answersOf(service, [sibling]), ["open"]);
});

t.test("a decline closes all links of the child", async (t) => {
  const service = await startWithLinks(t, 1);
  await service.activationRefusals.refuse(service.links[0] ?? "", origin);
  t.strictSame(await answersOf(service, service.links), ["link-refused", "link-refused"]);
});

t.test("the removal of the address closes all links", async (t) => {
  const service = await startWithLinks(t, 2);
  await service.homeLogins.remove(service.coordinator, service.idOf("Wimpie"));
  t.strictSame(new Set(await answersOf(service, service.links)), new Set(["link-unknown"]));
});

t.test("of several open links a reminder brings the newest, once", async (t) => {
  const service = await startWithLinks(t, 2);
  const before = service.smtp.messagesTo(mother).length;
  service.advance(12 * daySeconds);
  await service.dispatchAll();
  service.advance(hourSeconds);
  await service.dispatchAll();
  t.strictSame(service.smtp.messagesTo(mother).length, before + 1);
  t.match(service.subjectsTo(mother).at(-1), "verloopt bijna");
  t.strictSame(service.linksTo(mother), [service.links.at(-1)]);
});
