import pg from "pg";
import t from "tap";
import { startTwoChildren } from "../../support/families/two-children.ts";

const { set, homeLogins, coordinator, idOf, advance, dispatchAll } = await startTwoChildren(t);

/** Counts queries that are sent on a connection without a query in flight. */
function countRoundTrips(): { readonly count: number; stop(): void } {
  const inFlight = new WeakMap<pg.Client, number>();
  const { query } = pg.Client.prototype;
  let count = 0;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const before = inFlight.get(this) ?? 0;
    if (before === 0) count += 1;
    inFlight.set(this, before + 1);
    const end = () => inFlight.set(this, (inFlight.get(this) ?? 1) - 1);
    const [, callback] = args;
    if (typeof callback === "function") {
      const wrapped = (...results: unknown[]) => {
        end();
        callback(...results);
      };
      return Reflect.apply(query, this, [args[0], wrapped]);
    }
    const result = Reflect.apply(query, this, args) as unknown as Promise<unknown>;
    result.then(end, end);
    return result;
  } as typeof query;
  return {
    get count() {
      return count;
    },
    stop() {
      pg.Client.prototype.query = query;
    },
  };
}

t.test("the first address of a pupil is set in at most nine round trips", async (t) => {
  await homeLogins.get(coordinator, idOf("Wimpie"));
  const trips = countRoundTrips();
  t.teardown(trips.stop);
  await set("Wimpie", "moeder@home.nl");
  trips.stop();
  t.comment(`${trips.count} round trips`);
  t.ok(trips.count > 0 && trips.count <= 9, `${trips.count} round trips`);
});

t.test("the answer to a change is what the next read returns", async (t) => {
  const changes = [
    ["moeder@home.nl", "vader@home.nl"],
    ["oma@home.nl", "vader@home.nl"],
    ["vader@home.nl"],
    // Its mail waits for the end of the cool-down, so its link is valid for longer.
    ["oma@home.nl", "vader@home.nl"],
  ];
  for (const emails of changes) {
    advance(60);
    const { warnings, ...changed } = await set("Fatima", ...emails);
    t.strictSame(warnings, []);
    t.strictSame(await homeLogins.get(coordinator, idOf("Fatima")), changed, emails.join(" "));
    await dispatchAll();
  }
});
