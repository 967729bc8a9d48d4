import t from "tap";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { code, otherCode, startPictureChildren } from "../../support/families/picture-children.ts";

const service = await startPictureChildren(t);
const { comeIn, coordinator, db, devices, idOf, logIn, pictureCodes, sessions } = service;
const ask = (text: string) =>
  db.asService((tx) => execute(tx, listRows<Record<string, unknown>>({ name: "", text }, [])));
const eventCount = async (action: string) =>
  (await ask(`select from audit_events where action = '${action}'`)).length;
const parent = await logIn();
const { deviceToken } = await devices.remember(parent, "Tablet");

t.test("an invalid code is rejected, and none is stored", async (t) => {
  const set = pictureCodes.set(parent, ["sun", "sun", "cat", "key"], "a request");
  await t.rejects(set, { code: "invalid-request", validationErrors: [{ pointer: "/pictures" }] });
  t.strictSame(await ask("select from picture_codes"), []);
});

t.test("the same code is stored differently each time, and only the newest works", async (t) => {
  await pictureCodes.set(parent, code, "a request");
  const [first] = await ask("select code_hash, code_salt::text from picture_codes");
  const opened = await comeIn(deviceToken);
  await pictureCodes.set(parent, code, "a request");
  const [second] = await ask("select code_hash, code_salt::text from picture_codes");
  t.not(second?.["code_hash"], first?.["code_hash"]);
  t.not(second?.["code_salt"], first?.["code_salt"]);
  t.equal(await sessions.find(opened.refreshToken), undefined, "sessions of the old code end");
  await pictureCodes.set(parent, otherCode, "a request");
  await t.rejects(comeIn(deviceToken, code), { code: "wrong-pictures" });
  await t.resolves(comeIn(deviceToken, otherCode));
  t.equal(await eventCount("picture-code-made"), 3);
});

t.test("concurrent codes leave one", async (t) => {
  const sets = [code, otherCode, code, otherCode].map((pictures) =>
    pictureCodes.set(parent, pictures, "a request"),
  );
  await Promise.all(sets);
  t.equal((await ask("select from picture_codes")).length, 1);
});

t.test("a child of a group with passwords gets no code", async (t) => {
  await service.setMethod("password");
  await t.rejects(pictureCodes.set(parent, code, "a request"), { code: "pictures-off" });
  await service.setMethod("picture");
});

t.test("a reset is idempotent, is one event, and ends sessions with pictures only", async (t) => {
  await pictureCodes.set(parent, code, "a request");
  const opened = await comeIn(deviceToken);
  const resets = Array.from({ length: 3 }, () => pictureCodes.reset(coordinator, idOf("Wimpie")));
  await Promise.all(resets);
  await pictureCodes.reset(coordinator, idOf("Fatima"));
  t.equal(await eventCount("picture-codes-reset"), 1);
  t.equal(await sessions.find(opened.refreshToken), undefined);
  await t.resolves(sessions.get(parent));
});
