// Three etcd and three PostgreSQL under Patroni, with the configuration of docker/cluster.
import { execFile } from "node:child_process";
import { chmod, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { until } from "../integration/until.ts";
import { giveTo, type Host, type Network } from "./network.ts";
import { postgresFolder, programs } from "./programs.ts";

export const etcdNames = ["etcd-1", "etcd-2", "etcd-3"] as const;
export const databaseNames = ["database-1", "database-2", "database-3"] as const;
export const databasePassword = "geheim-van-de-test";
const call = promisify(execFile);
/** PostgreSQL does not run as root. */
const user = "postgres";
const configuration = fileURLToPath(new URL("../../docker/cluster/patroni.yml", import.meta.url));
/** Of each database host; what PostgreSQL needs with `patroni.yml`, twice. */
const diskSize = "1g";
const blockBytes = 1024 ** 2;
const answerMaxMs = 2_000;
const lagMaxBytes = 1_000_000;
/** Creating three databases takes long on a busy machine. */
const formedMaxMs = 300_000;

export interface DatabaseHosts {
  /** Starts a host of etcd or PostgreSQL that died, or that never ran. */
  start(name: string): Promise<void>;
  /** The hosts whose Patroni confirms a role (its REST API): `primary`, `replica`, `synchronous`. */
  hostsThatAre(role: string): Promise<readonly string[]>;
  /** Name of the host that leads; `undefined` while there is none. */
  leader(): Promise<string | undefined>;
  /** Fills the disk of a host until `empty` is called. */
  fillDisk(name: string): Promise<{ empty(): Promise<void> }>;
  /** Resolves when one host leads and all the others stream from it, one of them synchronously. */
  untilWhole(): Promise<void>;
}

/** URL of the database through this host and port. */
export function databaseUrlAt(host: string, port = 5432, database = "postgres"): string {
  return `postgres://thuisinlog:${databasePassword}@${host}:${port}/${database}`;
}

/** Starts etcd and the databases, and resolves when the cluster is whole. */
export async function startDatabaseHosts(network: Network): Promise<DatabaseHosts> {
  async function start(name: string): Promise<void> {
    const host = network.host(name);
    await host.join();
    await (etcdNames.some((one) => one === name) ? startEtcd : startPatroni)(network, host);
  }

  /** Whether Patroni on this host confirms a role or state (its REST API). */
  async function confirms(name: string, role: string): Promise<boolean> {
    const { address } = network.host(name);
    const signal = AbortSignal.timeout(answerMaxMs);
    return await fetch(`http://${address}:8008/${role}`, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async function hostsThatAre(role: string): Promise<readonly string[]> {
    const answers = await Promise.all(
      databaseNames.map(async (name) => ((await confirms(name, role)) ? [name] : [])),
    );
    return answers.flat();
  }

  async function leader(): Promise<string | undefined> {
    const [name] = await hostsThatAre("primary");
    return name;
  }

  async function untilWhole(): Promise<void> {
    let seen = {};
    await until(
      () => `whole cluster, but ${JSON.stringify(seen)}`,
      async () => {
        const leaders = await hostsThatAre("primary");
        const followers = await hostsThatAre(`replica?lag=${lagMaxBytes}`);
        const synchronous = await hostsThatAre("synchronous");
        seen = { leaders, followers, synchronous };
        const count = leaders.length + followers.length;
        return (count === databaseNames.length && synchronous.length === 1) || undefined;
      },
      formedMaxMs,
    );
  }

  async function fillDisk(name: string) {
    const path = join(diskOf(network, network.host(name)), "filler");
    await using file = await open(path, "w");
    const block = Buffer.alloc(blockBytes);
    try {
      for (;;) await file.write(block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
    return { empty: () => rm(path) };
  }

  for (const name of databaseNames) await addDisk(diskOf(network, network.host(name)));
  for (const name of [...etcdNames, ...databaseNames]) await start(name);
  await untilWhole();
  return { start, leader, hostsThatAre, fillDisk, untilWhole };
}

function diskOf(network: Network, host: Host): string {
  return join(network.folderOf(host), "disk");
}

/** Inside the namespace of the test (`run.ts`), so that it ends with it. */
async function addDisk(folder: string): Promise<void> {
  await mkdir(folder);
  await call("mount", ["-t", "tmpfs", "-o", `size=${diskSize}`, "none", folder]);
}

async function startEtcd(network: Network, host: Host): Promise<void> {
  const peers = etcdNames.map((name) => `${name}=http://${network.host(name).address}:2380`);
  host.start(programs.etcd.path, [
    ...["--name", host.name, "--data-dir", join(network.folderOf(host), "etcd")],
    ...["--listen-peer-urls", `http://${host.address}:2380`],
    ...["--initial-advertise-peer-urls", `http://${host.address}:2380`],
    ...["--listen-client-urls", `http://${host.address}:2379`],
    ...["--advertise-client-urls", `http://${host.address}:2379`],
    ...["--initial-cluster", peers.join(","), "--initial-cluster-state", "new"],
  ]);
}

async function startPatroni(network: Network, host: Host): Promise<void> {
  const folder = join(diskOf(network, host), "postgres");
  await mkdir(folder, { recursive: true });
  await giveTo(user, [folder]);
  await chmod(folder, 0o700);
  host.start(programs.patroni.path, [configuration], {
    asUser: user,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      LANG: "C.UTF-8",
      PATRONI_NAME: host.name,
      PATRONI_RESTAPI_CONNECT_ADDRESS: `${host.address}:8008`,
      PATRONI_POSTGRESQL_CONNECT_ADDRESS: `${host.address}:5432`,
      PATRONI_POSTGRESQL_DATA_DIR: join(folder, "data"),
      PATRONI_POSTGRESQL_PGPASS: join(folder, "pgpass"),
      PATRONI_POSTGRESQL_BIN_DIR: postgresFolder,
      PATRONI_ETCD3_HOSTS: etcdNames.map((name) => `${network.host(name).address}:2379`).join(","),
      PATRONI_SUPERUSER_PASSWORD: databasePassword,
      PATRONI_REPLICATION_PASSWORD: databasePassword,
      PATRONI_REWIND_PASSWORD: databasePassword,
    },
  });
}
