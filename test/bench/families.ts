// Families that can log in: addresses of one child or of several children.
import { createPasswordHasher, passwordHashCost } from "../../src/security/password-hash.ts";
import { systemRandom } from "../../src/security/random.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { atOnce } from "../support/at-once.ts";
import { writeDataSet } from "./data-set.ts";
import type { LoadRequest } from "./programs/load.ts";
import { asOwner, type Server } from "./server.ts";
import { secretKey } from "./service.ts";

export interface Family {
  readonly email: string;
  /** Number of children that share the address. */
  readonly children: number;
  /** Password of the youngest child, which is compared last. */
  readonly password: string;
}

const hasher = createPasswordHasher({
  keys: createSecretKeys(secretKey),
  random: systemRandom,
  cost: passwordHashCost,
});

const statement = `
  with mailbox as (
    insert into mailboxes (email_key, password_salt) values ($1, $2) on conflict do nothing)
  update home_addresses
     set email = $1, email_key = $1, password_hash = $3, password_key_id = $4,
         activated_at = now(), expires_at = null
   where slot = 1 and pupil_id = (select id from pupils where external_id = $5)`;

/** Creates a database with a school and its families: one family for each number of children. */
export async function writeFamilies(
  server: Server,
  name: string,
  childrenOf: readonly number[],
  pupils = 600,
): Promise<{ readonly databaseUrl: string; readonly families: readonly Family[] }> {
  const databaseUrl = await server.createDatabase(name);
  await writeDataSet(databaseUrl, { pupils, schools: 1 }, () => {});
  const families: Family[] = [];
  let pupil = 0;
  await asOwner(databaseUrl, async (client) => {
    for (const [index, children] of childrenOf.entries()) {
      const email = `gezin${index}@example.nl`;
      const salt = Buffer.alloc(16, index);
      let password = "";
      for (let child = 1; child <= children; child += 1) {
        pupil += 1;
        password = `geheim van kind ${pupil}`;
        const { hash, keyId } = await hasher.hash(password, salt, atOnce);
        await client.query(statement, [email, salt, hash, keyId, `${pupil}`]);
      }
      families.push({ email, children, password });
    }
  });
  return { databaseUrl, families };
}

/** A login from a separate network, because attempts of one network are limited. */
export function login(
  { email, password }: Pick<Family, "email" | "password">,
  network: number,
  status = 201,
): LoadRequest {
  return {
    method: "POST",
    path: "/v1/home-sessions",
    headers: from(network),
    body: { email, password },
    status,
  };
}

/** Header of a request from the /24 with this number, because attempts of a /24 are limited too. */
export function from(network: number): Readonly<Record<string, string>> {
  const bytes = [10 + (network >> 16), (network >> 8) & 255, network & 255, 1];
  return { "x-forwarded-for": bytes.join(".") };
}
