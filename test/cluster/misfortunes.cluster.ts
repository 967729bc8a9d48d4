import t from "tap";
import { hangMs, scaled } from "../faults/scale.ts";
import type { Environment, ServiceProcess } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { serviceNames } from "./cluster.ts";
import { startLoadedCluster } from "./loaded-cluster.ts";
import { faketimeLibrary } from "./programs.ts";

const pupilCount = 1_000;
const stopMaxMs = 30_000;
/** Redeemed links and logins between two changes. */
const redeemedMin = scaled({ short: 20, full: 100 });
/** Answers 503 while the disk is full; every other answer is right, or the load fails. */
const refusedMin = 20;
const nextKey = "a newer secret key for tests alone, of enough bytes";
const clockDiffers = "the clock of this machine differs from that of the database";

t.setTimeout(hangMs);

t.test(
  "a new SECRET_KEY, a wrong clock and a full disk lose nothing, and reject no family",
  async (t) => {
    const cluster = await startLoadedCluster(t, pupilCount);
    const { databases, env, insist, token, load } = cluster;

    async function untilMoreRedeemed(): Promise<void> {
      const enough = load.counts.loggedIn + redeemedMin;
      await until("logins", () => {
        load.requireGoing();
        return load.counts.loggedIn >= enough || undefined;
      });
    }

    async function restart(name: string, settings: Environment): Promise<ServiceProcess> {
      const replica = cluster.replicas.get(name);
      replica?.kill("SIGTERM");
      t.equal(await until("end", () => replica?.exitCode, stopMaxMs), 0);
      return await cluster.startReplica(name, { env: settings });
    }

    await t.test("SECRET_KEY is replaced in two rounds: no login is rejected", async () => {
      const rounds = [
        { SECRET_KEY_NEXT: nextKey },
        { SECRET_KEY: nextKey, SECRET_KEY_PREVIOUS: env["SECRET_KEY"] },
        { SECRET_KEY_NEXT: nextKey },
      ];
      for (const changed of rounds) {
        for (const name of serviceNames) {
          await restart(name, changed);
          await untilMoreRedeemed();
        }
      }
    });

    await t.test("a replica whose clock is ten minutes ahead sends no mail twice", async (t) => {
      const [name] = serviceNames;
      const ahead = {
        LD_PRELOAD: faketimeLibrary,
        FAKETIME: "+10m",
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
      };
      const replica = await restart(name, { SECRET_KEY_NEXT: nextKey, ...ahead });
      await untilMoreRedeemed();
      t.ok(replica.hasSaid(clockDiffers), "the replica logs the difference");
      const database = await cluster.connect();
      const { rows } = await database.query(
        'select max(created_at) <= now() as "isPast" from mails',
      );
      await database.end();
      t.ok(rows[0].isPast, "times are those of the database");
      await restart(name, { SECRET_KEY_NEXT: nextKey });
    });

    await t.test(
      "the disk of the primary is full: changes answer 503 until it has room",
      async (t) => {
        const leader = await until("leader", databases.leader);
        const disk = await databases.fillDisk(leader);
        const refusedBefore = cluster.caller.unavailableCount;
        await until("refused changes", () => {
          load.requireGoing();
          return cluster.caller.unavailableCount > refusedBefore + refusedMin || undefined;
        });
        t.equal((await insist("listGroups", { token })).status, 200, "reads are answered");
        await disk.empty();
        await untilMoreRedeemed();
        await databases.untilWhole();
      },
    );

    await cluster.endAndAudit();

    await t.test("a caller cannot choose the network that the throttle counts", async (t) => {
      const guess = async (headers: Readonly<Record<string, string>> = {}) => {
        const body = new URLSearchParams({
          grant_type: "client_credentials",
          client_id: "guess",
          client_secret: "guess",
        });
        return (await fetch(`${cluster.url}/v1/oauth/token`, { method: "POST", headers, body }))
          .status;
      };
      await until("throttle", async () => (await guess()) === 429 || undefined);
      t.equal(await guess({ "x-forwarded-for": "203.0.113.7" }), 429);
    });

    const { lostCount, unavailableCount } = cluster.caller;
    t.comment(JSON.stringify({ ...load.counts, lostCalls: lostCount, unavailableCount }));
  },
);
