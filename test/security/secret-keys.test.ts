// Fixed values: a version with other results could not decrypt data of the previous version.
import t from "tap";
import { createPasswordHasher, passwordHashCost } from "../../src/security/password-hash.ts";
import type { Random } from "../../src/security/random.ts";
import { signRowToken } from "../../src/security/row-token.ts";
import { createSecretKeys, type KeyPurpose } from "../../src/security/secret-keys.ts";
import { atOnce } from "../support/at-once.ts";

const keys = createSecretKeys("an older secret key of more than 32 octets");
const sevens: Random = { bytes: (size) => Buffer.alloc(size, 7), fraction: () => 0 };
const base64 = (bytes: Buffer) => bytes.toString("base64url");
const schoolId = "01990000-0000-7000-8000-000000000001";
const id = "01990000-0000-7000-8000-000000000002";

t.test("the id and the derived keys of a secret key are the same in every version", async (t) => {
  const [key] = keys;
  t.equal(key.id, "TyomJKdr");
  const derived: Readonly<Record<KeyPurpose, string>> = {
    "activation-link": "TcMM0HDVcIuWt3jP4Nrr5uDUuBuzeSVKLHD30Pl5F00",
    "letter-code": "XIvEE-16o_r6IojKYJG3s0hPrJO7aIhaPCXAzDk8ASs",
    "refresh-token": "FrXshzD00BpC-GbooFXasbjqLzs327n-hNOKVGmQIXo",
    "password-pepper": "v0DZfWevvth27N3NL1NWTjeuaxS_LP9mL7yfzPQ-xas",
    "password-hash": "xwdBkznHnrHSAYE0-9SMDQqpfWLJ_4xWdCrPA3aS8bw",
    "stored-pepper": "e2iYno5Z3woA6_tu8ctDtb2l1U_wVUfK7zmIgmlxHYc",
    "decoy-salt": "ReDr_ChhocQ26BisFe5WCFgemOHfNnibkZWvgnPIuT8",
    "login-device": "KdxCxN0xWefGR2f2Mg7c85lOtOGslfJo2vpoOuBfdIQ",
    "throttle-key": "R4Yuz2VUsbwFFtySy39ymhcxTyFM486vXmJEpkE3fus",
    "mail-cool-down": "qlAoz7HF64ygO9Bnls5MUkzDnBYcs6J1JR6bQzEuSb4",
    "signing-key": "_i9olC12GgWqY20rZix7QG0WOO1GxnDMOfZ2Myvhvy4",
    "pairwise-key": "yfvvRhxq0gz7wh-o_b95y5L2XeJmo_GE_DlVA92WTwc",
    "cursor listGroups": "jGH1Rk3dD7Yuip2XerIxqLhHsHvOjQU6ruyZ9tm3psE",
    tombstone: "379dEBelW4mq1aXSNP3IXKb_YdzWA-vzPQSTGrUr0zg",
    webhook: "-UME4gTYeyrBgFEJOxAeiChGuroZDZ15JcSlXF1SLuU",
    "change-cursor": "VMWa3u9caXL3xtW5HFHuv1a5WWXdtLALl3_AgI1D_Xw",
  };
  for (const [purpose, expected] of Object.entries(derived)) {
    t.equal(base64(key.derive(purpose as KeyPurpose).export()), expected, purpose);
  }
});

t.test("each key is derived once", async (t) => {
  t.equal(keys[0].derive("signing-key"), keys[0].derive("signing-key"));
});

t.test("without a previous secret key there is one key, with it the newest is first", async (t) => {
  t.equal(keys.length, 1);
  const both = createSecretKeys("a newer secret key of more than 32 octets", "the older one");
  t.strictSame(
    both.map((key) => key.id),
    [
      ...createSecretKeys("a newer secret key of more than 32 octets"),
      ...createSecretKeys("the older one"),
    ].map((key) => key.id),
  );
});

t.test("issued links and refresh tokens stay valid in every version", async (t) => {
  const row = "AZkAAAAAcACAAAAAAAAAAQGZAAAAAHAAgAAAAAAAAAIAAAAH";
  const reference = { schoolId, id, generation: 7 };
  t.equal(
    signRowToken(keys, "activation-link", reference),
    `${row}.UEcQLEt3m91QtKOacssb0CR0InTybR-l8R2Ba4PJKEo`,
  );
  t.equal(
    signRowToken(keys, "refresh-token", reference),
    `${row}.pj50eZITZHwcSrze17Tos9ZuoUFQiA8tTxZGINvbSgE`,
  );
});

t.test("password hashes and decoy salts are the same in every version", async (t) => {
  const hasher = createPasswordHasher({ keys, random: sevens, cost: passwordHashCost });
  const { current } = await hasher.check("groene olifant", Buffer.alloc(16, 7), [], atOnce);
  t.strictSame(current, {
    hash: "aes-256-gcm$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHC_ODvnBwo9G12UPJsfCnfGoygBACgqv7jWIy18BcbUKY3KslrtPsYdKnbdEYOqqS",
    keyId: "TyomJKdr",
  });
  const stored = {
    hash: "$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$YyQ6by2MohQMIpqT2FJ0Q/H5BTPgZRmRbKef8a6tFsA",
    keyId: "TyomJKdr",
  };
  const salt = Buffer.alloc(16, 7);
  const { matched } = await hasher.check("groene olifant", salt, [stored], atOnce);
  t.equal(matched, 0, "in the format of older versions");
  t.equal(hasher.decoySalt("niemand@home.nl").toString("hex"), "edf39201f0b0639be6cbefcb383b2f39");
});
