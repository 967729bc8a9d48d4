import t from "tap";
import { createAccessTokens } from "../../../src/security/access-token.ts";
import { systemRandom as random } from "../../../src/security/random.ts";
import { signRowToken } from "../../../src/security/row-token.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createSessionTokens } from "../../../src/services/family/session-tokens.ts";
import { createSigningKeyService } from "../../../src/services/operator/signing-keys.ts";
import { findOpenSession } from "../../../src/store/family/home-sessions.ts";
import { secondsLater, start, startMailroom } from "../../support/mailroom.ts";

const { db, write } = await startMailroom(t);
const clock = { now: () => start };
const keys = createSecretKeys("a secret key for tests alone, of enough bytes");
const lifetimeSeconds = 3_600;
const signingKeys = createSigningKeyService({
  db,
  clock,
  random,
  keys,
  tokenLifetimeMaxSeconds: 600,
});
const publicUrl = "https://api.thuisinlog.example";
const accessTokens = createAccessTokens({ signingKeys, clock, publicUrl });
const tokens = createSessionTokens({ clock, random, keys, accessTokens, lifetimeSeconds });
const [child] = await write("session");
if (!child) throw new Error("There is no child.");
const { schoolId, homeAddressId, pupilId } = child;

async function open() {
  const { statement, issue } = tokens.open({ schoolId, homeAddressId, deviceId: null });
  const [subject] = await db.pipelineInSchool(schoolId, [statement]);
  if (!subject) throw new Error("The session was not opened.");
  return { subject, session: issue(subject) };
}

t.test("an opened session ends after its lifetime", async (t) => {
  const { subject } = await open();
  t.match(subject, { pupilId, homeAddressId, deviceId: null });
  const find = (seconds: number) =>
    db.pipelineInSchool(schoolId, [
      findOpenSession(schoolId, subject.sessionId, secondsLater(seconds)),
    ]);
  t.match(await find(lifetimeSeconds - 1), [{ sessionId: subject.sessionId }]);
  t.strictSame(await find(lifetimeSeconds), [undefined]);
});

t.test("a refresh token names its session and generation, and cannot be changed", async (t) => {
  const { subject, session } = await open();
  const { refreshToken } = session;
  const reference = { schoolId, id: subject.sessionId, generation: 0 };
  t.strictSame(tokens.verify(refreshToken), reference);
  t.match(tokens.verify(tokens.issue(schoolId, subject, 7).refreshToken), { generation: 7 });
  const first = refreshToken.startsWith("A") ? "B" : "A";
  t.equal(tokens.verify(`${first}${refreshToken.slice(1)}`), undefined);
  t.equal(tokens.verify(signRowToken(keys, "activation-link", reference)), undefined);
});

t.test("the access token of a pair is of the same session", async (t) => {
  const { session } = await open();
  const pair = await tokens.pairOf(session);
  t.equal(pair.refreshToken, session.refreshToken);
  t.equal(pair.expiresIn, 900);
  const [, payload = ""] = pair.accessToken.split(".");
  t.match(JSON.parse(`${Buffer.from(payload, "base64url")}`), {
    sid: session.subject.sessionId,
    school_id: schoolId,
    sub: pupilId,
  });
});
