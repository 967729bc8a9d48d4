import pg from "pg";
import t from "tap";
import { createChangeCursors } from "../../../src/security/change-cursor.ts";
import { systemRandom } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { until } from "../../integration/until.ts";
import { startSigningPortal } from "../../support/feed/signing-portal.ts";
import { requestToken, startTestService, type TestClient } from "../../support/service.ts";

const day = 24 * 60 * 60;
const service = await startTestService(t);
const { api } = service;
const owner = new pg.Client({ connectionString: service.databaseUrl });
await owner.connect();
t.teardown(() => owner.end());
const brins = ["01AA", "02BB", "03CC"];
const rosterOf = (brin: string) => ({
  groups: [{ externalId: "4A", name: "4A" }],
  teachers: [],
  pupils: [1, 2, 3].map((number) => ({
    externalId: `${brin}-${number}`,
    firstName: "Wimpie",
    group: "4A",
  })),
});
const clients = new Map<string, TestClient>();
for (const brin of brins) {
  const client = await service.addClient(brin);
  clients.set(brin, client);
  await api("putRoster", { token: client.token, body: rosterOf(brin) });
}
const tokenOf = (brin: string) => clients.get(brin)?.token ?? "";
const invite = async (brin: string, number: number) => {
  const body = {
    rows: [{ externalId: `${brin}-${number}`, emails: [`ouder${brin}${number}@home.nl`] }],
  };
  await api("bulkActivate", { token: tokenOf(brin), body });
};
type Query = Readonly<Record<string, string>>;
const list = (token: string, query: Query = {}) => api("listHomeLoginChanges", { token, query });
const cursorOf = async (token: string, query: Query = {}): Promise<string> =>
  (await list(token, query)).body.next;

/** Reads until there are so many changes, and returns them with the last cursor. */
async function read(token: string, count: number, query: Query = {}) {
  const items: { readonly id: string; readonly externalId: string; readonly brin: string }[] = [];
  let cursor: string | undefined;
  await until("changes", async () => {
    const { body } = await list(
      token,
      cursor === undefined ? query : { ...limitOf(query), cursor },
    );
    items.push(...body.items);
    cursor = body.next;
    return items.length >= count ? items : undefined;
  });
  return { items, keys: items.map(({ externalId }) => externalId), cursor: cursor ?? "" };
}
const limitOf = ({ limit }: Query) => (limit === undefined ? {} : { limit });

const portal = await startSigningPortal(t, service, {
  iss: "https://portal.example",
  brins: ["01AA", "02BB"],
});
const other = await startSigningPortal(t, service, {
  iss: "https://other.example",
  brins: ["01AA", "03CC"],
});

t.test("a portal that signs its own tokens has one feed of all its schools", async (t) => {
  const token = await portal.tokenFor("02BB", "portal");
  for (const [brin, number] of [
    ["01AA", 1],
    ["03CC", 1],
    ["02BB", 1],
    ["01AA", 2],
  ] as const) {
    await invite(brin, number);
  }
  const expected = ["01AA-1", "02BB-1", "01AA-2"];
  const { keys, cursor, items } = await read(token, 3);
  t.strictSame(keys, expected);
  t.strictSame(
    items.map(({ brin }) => brin),
    ["01AA", "02BB", "01AA"],
  );
  t.strictSame((await read(token, 3, { limit: "1" })).keys, expected, "in pages of one");
  const elsewhere = await portal.tokenFor("01AA", "portal");
  t.strictSame((await list(elsewhere, { cursor })).body.items, [], "the same feed for each school");
  await invite("02BB", 2);
  t.strictSame((await read(elsewhere, 1, { cursor })).keys, ["02BB-2"]);
});

t.test("other callers have the feed of their own school", async (t) => {
  t.strictSame((await read(tokenOf("01AA"), 2)).keys, ["01AA-1", "01AA-2"]);
  t.strictSame((await read(await portal.tokenFor("02BB", "coordinator"), 2)).keys, [
    "02BB-1",
    "02BB-2",
  ]);
  const client = (await service.addClient("03CC", "portal")).token;
  t.strictSame((await read(client, 1)).keys, ["03CC-1"]);
  t.equal((await list(await portal.tokenFor("01AA", "teacher"))).status, 403);
});

t.test("a change has no address and no name", async (t) => {
  const { items } = await read(tokenOf("01AA"), 2);
  for (const item of items) {
    t.strictSame(Object.keys(item), ["id", "occurredAt", "type", "brin", "pupilId", "externalId"]);
  }
  t.notMatch(JSON.stringify(items), /ouder|Wimpie/);
});

t.test("a reader can start from now", async (t) => {
  const token = tokenOf("03CC");
  await read(token, 1);
  const { body } = await list(token, { start: "now" });
  t.strictSame(body.items, []);
  await invite("03CC", 2);
  t.strictSame((await read(token, 1, { cursor: body.next })).keys, ["03CC-2"]);
  t.strictSame((await read(token, 2, { start: "oldest" })).keys, ["03CC-1", "03CC-2"]);
});

t.test("a cursor that is forged or of another feed answers 400", async (t) => {
  const token = tokenOf("01AA");
  const portalToken = await portal.tokenFor("01AA", "portal");
  const own = await cursorOf(token);
  const forger = createChangeCursors({
    keys: createSecretKeys("another secret key for tests alone, long enough"),
    random: systemRandom,
    clock: service.clock,
  });
  const { rows } = await owner.query(
    "select s.id, f.epoch from schools s, home_login_feed f where brin = '01AA'",
  );
  const [{ id, epoch }] = rows;
  const forged = forger.write(`school:${id}`, {
    epoch,
    position: { transaction: 0n, number: 0n },
  });
  for (const [name, cursor] of [
    ["of another school", await cursorOf(tokenOf("02BB"))],
    ["of a portal", await cursorOf(portalToken)],
    ["forged", forged],
    ["changed", `${own[0] === "A" ? "B" : "A"}${own.slice(1)}`],
    ["of another form", "AZqu0pK6cACTn4xVQm3yXA"],
    ["empty", ""],
  ] as const) {
    const { status, body } = await list(token, { cursor });
    t.equal(status, 400, name);
    t.match(body.errors, [{ pointer: "cursor" }], name);
  }
  for (const cursor of [own, await cursorOf(await other.tokenFor("01AA", "portal"))]) {
    t.equal((await list(portalToken, { cursor })).status, 400, "in the feed of the portal");
  }
  const both = await list(token, { cursor: own, start: "now" });
  t.equal(both.status, 400);
  t.match(both.body.errors, [{ pointer: "start", detail: "cannot be combined with cursor" }]);
});

/** Deletes changes that are older than 30 days, after so many days by the clock of the database. */
async function removeOld(days: number): Promise<void> {
  const older = "update home_login_changes set occurred_at = occurred_at - $1 * interval '1 day'";
  await owner.query(older, [days]);
  service.advance(60 * 60);
  await until("end", async () =>
    (await service.useCases.retention.step()) === "finished" ? true : undefined,
  );
}

t.test("a cursor after which changes were deleted answers 410 with what to do", async (t) => {
  const token = async () => requestToken(api, clients.get("01AA") as TestClient);
  const early = await cursorOf(await token(), { limit: "1" });
  const { cursor: late } = await read(await token(), 2);
  await removeOld(29);
  t.equal((await list(await token(), { cursor: early })).status, 200, "nothing is deleted yet");
  await removeOld(2);
  const { status, body } = await list(await token(), { cursor: early });
  t.equal(status, 410);
  t.match(body, { type: /\/cursor-expired$/, detail: /new cursor with start=now/ });
  t.equal((await list(await token(), { cursor: late })).status, 200, "this one has read them");
  t.strictSame((await list(await token())).body.items, []);
});

t.test("a cursor that was not used for 30 days answers 410", async (t) => {
  const token = async () => requestToken(api, clients.get("02BB") as TestClient);
  const cursor = await cursorOf(await token());
  service.advance(30 * day);
  t.equal((await list(await token(), { cursor })).status, 200);
  service.advance(1);
  t.equal((await list(await token(), { cursor })).status, 410);
});

t.test("after a restore in another cluster all cursors expire and the feed is empty", async (t) => {
  const client = await service.addClient("03CC");
  const listed = async (query: Query = {}) => list(await requestToken(api, client), query);
  const { next } = (await listed()).body;
  const far = "18000000000000000000";
  await owner.query("update home_login_feed set seen_transaction_id = $1", [far]);
  await removeOld(0);
  t.equal((await listed({ cursor: next })).status, 410);
  const again = await listed();
  t.strictSame(again.body.items, []);
  t.equal((await listed({ cursor: again.body.next })).status, 200);

  await owner.query(
    "insert into home_login_changes (school_id, transaction_id, pupil_id, type) select school_id, $1, id, 'left' from pupils",
    [far],
  );
  t.strictSame((await listed()).body.items, [], "a transaction that this cluster never had");
  await removeOld(0);
  t.equal((await listed({ cursor: again.body.next })).status, 410);
  t.equal((await owner.query("select from home_login_changes")).rowCount, 0);
});
