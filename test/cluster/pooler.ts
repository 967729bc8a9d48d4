// PgBouncer on a host of its own, with the configuration of docker/cluster.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { databasePassword, databaseUrlAt } from "./database-hosts.ts";
import { giveTo, type Network } from "./network.ts";
import { programs } from "./programs.ts";

export const poolerName = "pooler";
const user = "postgres";
const port = 6432;
const configuration = new URL("../../docker/cluster/pgbouncer.ini", import.meta.url);

/** Settings of a replica behind the pooler. Migrations bypass it. */
export function pooledSettings(network: Network, database: string) {
  const { address } = network.host(poolerName);
  return {
    DATABASE_URL: databaseUrlAt(address, port, database),
    DATABASE_PREPARED_STATEMENTS: "off",
  };
}

/** Starts PgBouncer, again after the death of its host. */
export async function startPooler(network: Network): Promise<void> {
  const host = network.host(poolerName);
  const folder = network.folderOf(host);
  const users = join(folder, "userlist.txt");
  await writeFile(users, `"thuisinlog" "${databasePassword}"\n`, { mode: 0o600 });
  const file = join(folder, "pgbouncer.ini");
  const settings = await readFile(configuration, "utf8");
  await writeFile(file, settings.replace("/etc/pgbouncer/userlist.txt", users));
  await giveTo(user, [folder, users, file]);
  await host.join();
  host.start(programs.pgbouncer.path, ["-q", file], { asUser: user });
}
