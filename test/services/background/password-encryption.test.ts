// A rotation of SECRET_KEY re-encrypts all passwords in the background, without an effect on logins.
import { hash as argon2 } from "@node-rs/argon2";
import pg from "pg";
import t, { type Test } from "tap";
import { passwordHashCost } from "../../../src/security/password-hash.ts";
import { systemRandom } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import {
  decryptPassword,
  encryptPassword,
  type PasswordHash,
} from "../../../src/security/stored-password.ts";
import { secretOf } from "../../../src/services/shared/picture-secret.ts";
import { untilIdle } from "../../integration/until.ts";
import { createTestDatabase } from "../../support/database.ts";
import { doneOrWaiting } from "../../support/locks.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const first = "the first secret key of a test, of enough bytes";
const second = "the second secret key of a test, of enough bytes";
const third = "the third secret key of a test, of enough bytes";
const password = "vrolijke fietsbel";
const pictures = ["cat", "sun", "boat", "key"] as const;
const childrenOf = { "een@home.nl": 1, "twee@home.nl": 2, "acht@home.nl": 8 };
const settings = { TRUSTED_PROXIES: "127.0.0.1" };
const addresses = Object.keys(childrenOf);

/** A database with three mailboxes with passwords and a child with a picture code, encrypted with `first`. */
async function createHouseholds() {
  const service = await startTestService(t, { ...settings, SECRET_KEY: first });
  const { api, smtp, databaseUrl } = service;
  const { token } = await service.addClient("01AA");
  const rows = Object.entries(childrenOf).flatMap(([email, children]) =>
    Array.from({ length: children }, (_, index) => ({
      externalId: `${email} ${index}`,
      emails: [email],
    })),
  );
  const pupils = rows.map(({ externalId }) => ({ externalId, firstName: "Kind", group: "g" }));
  const groups = [{ externalId: "g", name: "4A" }];
  await api("putRoster", { token, body: { groups, teachers: [], pupils } });
  await api("bulkActivate", { token, body: { rows } });
  await service.dispatchAll();
  for (const email of addresses) {
    const mail = `${smtp.messagesTo(email)[0]?.text}`;
    const links = new Set([...mail.matchAll(/activate#(\S+)/g)].map(([, link]) => link));
    for (const [index, link] of [...links].entries()) {
      const body = { token: link, password: `${password} ${index}` };
      const headers = { "X-Forwarded-For": `10.9.${index}.${links.size}` };
      const { status } = await api("activate", { body, headers });
      if (status !== 201) throw new Error(`The activation failed: ${status}.`);
    }
  }
  const device = await rememberPictures(service, token);
  await service.stop();
  return { device, name: new URL(databaseUrl).pathname.slice(1) };
}

const households = await createHouseholds();

/** Opens a copy of the households for one test. */
async function startHouseholds(t: Test) {
  const { device, name } = households;
  const databaseUrl = await createTestDatabase(t, name);
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  const start = (keys: { readonly SECRET_KEY: string; readonly SECRET_KEY_PREVIOUS?: string }) =>
    startTestService(t, { ...settings, ...keys }, databaseUrl);

  const query = async <Row extends object>(text: string, values: unknown[] = []) =>
    (await owner.query<Row>(text, values)).rows;
  /** Counts stored passwords and picture codes by format and key. */
  const forms = async () =>
    await query<{ form: string; key: string }>(
      `select distinct split_part(hash, '$', 1) as form, key
         from (select password_hash as hash, password_key_id as key from home_addresses
               union all select code_hash, code_key_id from picture_codes) as stored
        where hash is not null order by key`,
    );
  return { databaseUrl, start, query, forms, device };
}

type Households = Awaited<ReturnType<typeof startHouseholds>>;

async function rememberPictures({ api }: TestService, token: string) {
  const body = { email: "een@home.nl", password: `${password} 0` };
  const [group] = (await api("listGroups", { token })).body.items;
  const path = { groupId: group.id };
  await api("updateGroup", { token, path, body: { loginMethod: "picture" } });
  const family = (await api("createHomeSession", { body })).body.accessToken;
  const { deviceToken } = (await api("rememberDevice", { token: family, body: { name: "Tablet" } }))
    .body;
  await api("setPictureCode", { token: family, body: { pictures } });
  const { children } = (await api("lookUpDevice", { body: { deviceToken } })).body;
  return { deviceToken, pupilId: children[0].id };
}

/** Converts all passwords and picture codes to the format of older versions. */
async function storeAsOlderVersion({ query }: Households, secret: string): Promise<void> {
  const [key] = createSecretKeys(secret);
  const pepper = key.derive("password-pepper").export();
  const hashOf = (text: string, salt: Buffer) =>
    argon2(text, { ...passwordHashCost, salt, secret: pepper });
  const stored = await query<{ id: string; salt: Buffer; index: number }>(
    `select a.id, m.password_salt as salt,
            (row_number() over (partition by a.email_key order by p.external_id) - 1)::int as index
       from home_addresses a join mailboxes m using (email_key)
       join pupils p on p.id = a.pupil_id`,
  );
  for (const { id, salt, index } of stored) {
    const hash = await hashOf(`${password} ${index}`, salt);
    await query(
      "update home_addresses set password_hash = $2, password_key_id = $3 where id = $1",
      [id, hash, key.id],
    );
  }
  const codes = await query<{ id: string; salt: Buffer }>(
    "select home_address_id as id, code_salt as salt from picture_codes",
  );
  for (const { id, salt } of codes) {
    const hash = await hashOf(secretOf(pictures), salt);
    await query(
      "update picture_codes set code_hash = $2, code_key_id = $3 where home_address_id = $1",
      [id, hash, key.id],
    );
  }
  // Like the migration.
  await query("delete from password_variants");
  await query(
    `insert into password_variants (id, created_at)
     values ($1, '2026-01-01')`,
    [`argon2id$v=19$m=19456,t=2,p=1,keyid=${key.id}`],
  );
}

let networks = 0;
const newNetwork = () => ({ "X-Forwarded-For": `10.${++networks & 255}.0.1` });

async function logIn({ api }: TestService, email: string, secret: string): Promise<number> {
  const body = { email, password: secret };
  return (await api("createHomeSession", { body, headers: newNetwork() })).status;
}

/** Numbers of hashes that a failed login costs, by kind of address. */
async function hashesOf(service: TestService): Promise<ReadonlySet<number>> {
  const counts = new Set<number>();
  for (const email of [...addresses, `niemand-${++networks}@home.nl`]) {
    const before = service.useCases.passwordHashesComputed();
    const status = await logIn(service, email, "nergens van");
    if (status !== 401)
      throw new Error(`A login with a wrong password at ${email} answered ${status}.`);
    counts.add(service.useCases.passwordHashesComputed() - before);
  }
  return counts;
}

/** Logs in the first and the last child of each mailbox, and the child with pictures. */
async function everybodyLogsIn(t: Test, service: TestService, { device }: Households) {
  for (const [email, children] of Object.entries(childrenOf)) {
    for (const index of new Set([0, children - 1])) {
      t.equal(await logIn(service, email, `${password} ${index}`), 201, `${email} ${index}`);
    }
  }
  const body = { ...device, pictures };
  t.equal((await service.api("createPictureSession", { body })).status, 201, "with pictures");
}

async function walk({ useCases }: TestService): Promise<number> {
  let steps = 0;
  await untilIdle(async () => {
    steps += 1;
    return await useCases.passwordEncryption.step();
  });
  return steps;
}

const [firstId, secondId, thirdId] = [first, second, third].map(
  (secret) => createSecretKeys(secret)[0].id,
);
const encryptedWith = (key: string | undefined) => [{ form: "aes-256-gcm", key }];

t.test(
  "a rotation costs logins no extra hash, and the previous key can be removed after the walk",
  async (t) => {
    const world = await startHouseholds(t);
    t.strictSame(await world.forms(), encryptedWith(firstId));

    const rotated = await world.start({ SECRET_KEY: second, SECRET_KEY_PREVIOUS: first });
    t.strictSame(await hashesOf(rotated), new Set([1]), "before the walk");
    await rotated.useCases.passwordEncryption.step();
    t.strictSame(await hashesOf(rotated), new Set([1]), "during the walk");
    await walk(rotated);
    t.strictSame(await world.forms(), encryptedWith(secondId));
    t.strictSame(await hashesOf(rotated), new Set([1]), "after it");
    await rotated.stop();

    const alone = await world.start({ SECRET_KEY: second });
    await everybodyLogsIn(t, alone, world);
  },
);

t.test(
  "rows of older versions log in at equal cost for all addresses, and survive two rotations",
  async (t) => {
    const world = await startHouseholds(t);
    await storeAsOlderVersion(world, first);
    const upgraded = await world.start({ SECRET_KEY: first });
    t.strictSame(await hashesOf(upgraded), new Set([2]), "the current and the previous variant");
    await walk(upgraded);
    t.strictSame(await world.forms(), encryptedWith(firstId));
    t.strictSame(await hashesOf(upgraded), new Set([2]), "while rows have the previous variant");
    await upgraded.stop();

    const rotated = await world.start({ SECRET_KEY: second, SECRET_KEY_PREVIOUS: first });
    await walk(rotated);
    t.strictSame(await world.forms(), encryptedWith(secondId));
    await rotated.stop();
    const rotatedAgain = await world.start({ SECRET_KEY: third, SECRET_KEY_PREVIOUS: second });
    await walk(rotatedAgain);
    t.strictSame(await world.forms(), encryptedWith(thirdId));
    await rotatedAgain.stop();

    const alone = await world.start({ SECRET_KEY: third });
    t.strictSame(await hashesOf(alone), new Set([2]));
    await everybodyLogsIn(t, alone, world);
  },
);

t.test("without rows of older versions a login costs one hash again", async (t) => {
  const world = await startHouseholds(t);
  await storeAsOlderVersion(world, first);
  const service = await world.start({ SECRET_KEY: first });
  t.strictSame(await hashesOf(service), new Set([2]));
  for (const [email, children] of Object.entries(childrenOf)) {
    for (let index = 0; index < children; index += 1) {
      t.equal(await logIn(service, email, `${password} ${index}`), 201);
    }
  }
  const body = { ...world.device, pictures };
  t.equal((await service.api("createPictureSession", { body })).status, 201);
  await walk(service);
  t.strictSame(await hashesOf(service), new Set([1]));
});

t.test(
  "a killed walk continues at the next start, and replicas can walk concurrently",
  async (t) => {
    const world = await startHouseholds(t);
    await storeAsOlderVersion(world, first);
    const keys = { SECRET_KEY: second, SECRET_KEY_PREVIOUS: first };
    const killed = await world.start(keys);
    await killed.useCases.passwordEncryption.step();
    await world.query("alter table picture_codes rename to away");
    await t.rejects(killed.useCases.passwordEncryption.step());
    await world.query("alter table away rename to picture_codes");
    t.equal((await world.forms()).length, 2, "the walk is half done");
    await killed.stop();

    const replicas = [await world.start(keys), await world.start(keys)] as const;
    await Promise.all([
      ...replicas.map(walk),
      ...addresses.map(async (email) => {
        t.equal(await logIn(replicas[0], email, `${password} 0`), 201, "a concurrent login");
      }),
    ]);
    // The walk skips a row that a concurrent login locks. The next walk encrypts it.
    replicas[0].advance(60 * 60);
    await walk(replicas[0]);
    t.strictSame(await world.forms(), encryptedWith(secondId));
    await everybodyLogsIn(t, replicas[1], world);
  },
);

t.test("passwords of an unknown key are not changed", async (t) => {
  const world = await startHouseholds(t);
  const [signing] = await world.query<{ id: string }>("select id from signing_keys");
  await world.query("delete from signing_keys where id = $1", [signing?.id]);
  await world.query("delete from pairwise_keys");
  const stranger = await world.start({ SECRET_KEY: second });
  await walk(stranger);
  t.strictSame(await world.forms(), encryptedWith(firstId));
  t.equal(await logIn(stranger, "een@home.nl", `${password} 0`), 401);
  await stranger.stop();
  const back = await world.start({ SECRET_KEY: second, SECRET_KEY_PREVIOUS: first });
  await everybodyLogsIn(t, back, world);
});

t.test("a login succeeds while its row is re-encrypted", async (t) => {
  const world = await startHouseholds(t);
  const [email, secret] = ["een@home.nl", `${password} 0`];
  const service = await world.start({ SECRET_KEY: second, SECRET_KEY_PREVIOUS: first });
  const [row] = await world.query<{ id: string; hash: string; keyId: string }>(
    `select id, password_hash as hash, password_key_id as "keyId"
       from home_addresses where email_key = $1`,
    [email],
  );
  const keys = createSecretKeys(second, first);
  const decrypted = row && decryptPassword(keys, row);
  if (!decrypted) throw new Error("There is no password.");
  const replaceWhileLoggingIn = async ({ hash, keyId }: PasswordHash) => {
    await world.query("begin");
    await world.query(
      "update home_addresses set password_hash = $2, password_key_id = $3 where id = $1",
      [row.id, hash, keyId],
    );
    const login = logIn(service, email, secret);
    await doneOrWaiting(login, (text) => world.query(text));
    await world.query("commit");
    return await login;
  };
  t.equal(await replaceWhileLoggingIn(encryptPassword(keys, decrypted, systemRandom)), 201);
  const other = { ...decrypted, digest: Buffer.alloc(32) };
  t.equal(await replaceWhileLoggingIn(encryptPassword(keys, other, systemRandom)), 401);
});
