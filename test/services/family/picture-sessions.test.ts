import t from "tap";
import { pictures } from "../../../src/domain/picture-code.ts";
import { code, otherCode, startPictureChildren } from "../../support/families/picture-children.ts";

const service = await startPictureChildren(t);
const { comeIn, devices, idOf, logIn, pictureCodes, pictureSessions, sessions } = service;
const parent = await logIn();
const { deviceToken } = await devices.remember(parent, "Tablet");
await pictureCodes.set(parent, code, "a request");

t.test("all pictures are laid out in another order each time", async (t) => {
  const orders = Array.from({ length: 5 }, () => pictureSessions.layOut());
  for (const order of orders) t.strictSame(order.toSorted(), pictures.toSorted());
  t.ok(new Set(orders.map(String)).size > 1);
});

t.test("every reason to reject pictures gets the same answer", async (t) => {
  const answers = new Set<string>();
  for (const attempt of [
    () => comeIn(deviceToken, otherCode),
    () => comeIn(deviceToken, code, idOf("Fatima")),
    () => comeIn(deviceToken, code, "no id"),
    () => comeIn(deviceToken, ["cat"]),
    () => comeIn("A".repeat(43)),
  ]) {
    const error = await attempt().then(
      () => ({ code: "in", detail: "", retryAfterSeconds: 0 }),
      (reason) => reason,
    );
    t.equal(error.code, "wrong-pictures");
    answers.add(JSON.stringify([error.detail, error.retryAfterSeconds]));
  }
  t.equal(answers.size, 1);
});

t.test("pictures open a session of their device", async (t) => {
  const { schoolId, subject } = await comeIn(deviceToken);
  const session = await sessions.get({ schoolId, sessionId: subject.sessionId });
  t.match(session, { firstName: "Wimpie", deviceId: String });
});

t.test(
  "pictures that change while they are checked leave no session of the old ones",
  async (t) => {
    for (let round = 0; round < 5; round += 1) {
      const [now, next] = round % 2 === 0 ? [code, otherCode] : [otherCode, code];
      const entering = comeIn(deviceToken, now).catch((error: { code: string }) => error);
      await pictureCodes.set(parent, next, "a request");
      const result = await entering;
      if ("code" in result) t.equal(result.code, "wrong-pictures");
      else t.equal(await sessions.find(result.refreshToken), undefined, "it has ended");
      service.advance(60);
    }
  },
);
