// The whole cluster: databases, a proxy, two replicas of the service, one of them behind PgBouncer, and a mail server
// in the test.
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { Test } from "tap";
import { type Caller, createCaller } from "../faults/replicas.ts";
import {
  type Environment,
  environmentOf,
  launchServiceProcess,
  type ServiceProcess,
} from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { startSmtpServer, type TestSmtpServer } from "../support/smtp-server.ts";
import {
  type DatabaseHosts,
  databaseNames,
  databaseUrlAt,
  etcdNames,
  startDatabaseHosts,
} from "./database-hosts.ts";
import { createNetwork, type Network, testAddress } from "./network.ts";
import { pooledSettings, poolerName, startPooler } from "./pooler.ts";
import { programs } from "./programs.ts";

export const serviceNames = ["thuisinlog-1", "thuisinlog-2"] as const;
export const proxyName = "proxy";
const proxyConfiguration = fileURLToPath(
  new URL("../../docker/cluster/haproxy.cfg", import.meta.url),
);
const name = "thuisinlog";

/** How a replica differs from the others. */
export interface ReplicaVariant {
  /** Path of its `src/main.ts`, of another version. */
  readonly program?: string | undefined;
  /** Settings that differ. */
  readonly env?: Environment;
}

export interface Cluster {
  readonly network: Network;
  readonly databases: DatabaseHosts;
  readonly smtp: TestSmtpServer;
  /** Settings of every replica, and of the operator's commands. */
  readonly env: Environment;
  /** A client that calls the service through the proxy. */
  readonly caller: Caller;
  readonly url: string;
  /** The running replicas by the name of their host. */
  readonly replicas: ReadonlyMap<string, ServiceProcess>;
  /** Starts a replica on this host. Resolves when it listens. */
  startReplica(host: string, variant?: ReplicaVariant): Promise<ServiceProcess>;
  startProxy(): Promise<void>;
  /** Connects to the primary, through the proxy. */
  connect(): Promise<pg.Client>;
}

/** Starts everything and resolves when the service is ready behind the proxy. */
export async function startCluster(t: Test, program?: string): Promise<Cluster> {
  const hosts = [...etcdNames, ...databaseNames, proxyName, poolerName, ...serviceNames];
  const network = await createNetwork(t, hosts);
  const databases = await startDatabaseHosts(network);
  const smtp = await startSmtpServer(t, { host: testAddress });
  const proxy = network.host(proxyName);
  const url = `http://${proxy.address}:3000`;

  async function startProxy(): Promise<void> {
    await proxy.join();
    proxy.start(programs.haproxy.path, ["-db", "-f", proxyConfiguration]);
    await until("primary behind the proxy", async () => {
      for (const _ of databaseNames) {
        if (!(await leads(databaseUrlAt(proxy.address)))) return undefined;
      }
      return true;
    });
  }

  await startProxy();
  const first = await connectTo(databaseUrlAt(proxy.address));
  await first.query(`create database ${name}`);
  await first.end();
  const databaseUrl = databaseUrlAt(proxy.address, 5432, name);
  const env = {
    ...environmentOf(databaseUrl, smtp.url),
    PORT: "3000",
    HOST: "0.0.0.0",
    TRUSTED_PROXIES: proxy.address,
  };
  await startPooler(network);

  const replicas = new Map<string, ServiceProcess>();
  async function startReplica(
    host: string,
    { program: earlier, env: different }: ReplicaVariant = {},
  ): Promise<ServiceProcess> {
    const { within, address } = network.host(host);
    const isPooled = host === serviceNames[1];
    const pooled = { DATABASE_OWNER_URL: databaseUrl, ...pooledSettings(network, name) };
    const own = { ...env, HOST: address, ...(isPooled && pooled), ...different };
    const replica = launchServiceProcess(t, own, {
      within,
      ...(earlier && { program: earlier }),
    });
    await replica.listens;
    replicas.set(host, replica);
    return replica;
  }

  for (const host of serviceNames) await startReplica(host, { program });
  await until(
    "service behind the proxy",
    async () =>
      (await fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )) || undefined,
  );
  return {
    network,
    databases,
    smtp,
    env,
    url,
    replicas,
    caller: createCaller(() => url, { isChecked: program === undefined }),
    startReplica,
    startProxy,
    connect: () => connectTo(databaseUrl),
  };
}

async function connectTo(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {}); // A former primary closes it.
  await client.connect();
  return client;
}

/** A proxy that starts takes every host for the primary, one after another, until its first checks. */
async function leads(url: string): Promise<boolean> {
  try {
    const client = await connectTo(url);
    const { rows } = await client.query("select pg_is_in_recovery() as follows");
    await client.end();
    return !rows[0].follows;
  } catch {
    return false;
  }
}
