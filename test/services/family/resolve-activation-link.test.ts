// Which links of an address are still valid.
import t from "tap";
import { daySeconds, origin, startTwoChildren } from "../../support/families/two-children.ts";

const mother = "moeder@home.nl";
const hourSeconds = 3_600;
type Service = Awaited<ReturnType<typeof startTwoChildren>>;

/** Returns the links of the invitation and of `requests` link requests, in order. */
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

/** State of each link: `open`, or the error code. */
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

t.test("a link request does not invalidate the link of the invitation", async (t) => {
  const service = await startWithLinks(t, 2);
  t.strictSame(new Set(service.links).size, 3);
  t.strictSame(await answersOf(service, service.links), ["open", "open", "open"]);
  await service.activate(service.links[0] ?? "");
  t.strictSame(await service.addressesOf("Wimpie").then(([one]) => one?.status), "activated");
});

t.test("the newest three links stay valid, an older one is replaced", async (t) => {
  const service = await startWithLinks(t, 4);
  const expected = ["link-replaced", "link-replaced", "open", "open", "open"];
  t.strictSame(await answersOf(service, service.links), expected);
});

t.test("a new password invalidates all links of the child and none of a sibling", async (t) => {
  const service = await startWithLinks(t, 2);
  await service.set("Fatima", mother);
  await service.dispatchAll();
  const [sibling = ""] = service.linksTo(mother);
  await service.activate(service.links[1] ?? "");
  t.strictSame(await answersOf(service, service.links), ["link-used", "link-used", "link-used"]);
  t.strictSame(await answersOf(service, [sibling]), ["open"]);
});

t.test("a decline invalidates all links of the child", async (t) => {
  const service = await startWithLinks(t, 1);
  await service.activationDeclinations.decline(service.links[0] ?? "", origin);
  t.strictSame(await answersOf(service, service.links), ["link-refused", "link-refused"]);
});

t.test("removing the address invalidates all links", async (t) => {
  const service = await startWithLinks(t, 2);
  await service.homeLogins.remove(service.coordinator, service.idOf("Wimpie"));
  t.strictSame(new Set(await answersOf(service, service.links)), new Set(["link-unknown"]));
});

t.test("one reminder is sent for several valid links, with the newest", async (t) => {
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
