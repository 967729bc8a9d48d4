import t from "tap";
import { createRunInTurn } from "../../../src/services/shared/in-turn.ts";

t.test("work with one key runs in order, and other keys do not wait", async (t) => {
  const runInTurn = createRunInTurn();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = runInTurn("link", async () => {
    order.push("first starts");
    await gate.promise;
    order.push("first ends");
  });
  const second = runInTurn("link", async () => order.push("second"));
  const third = runInTurn("link", async () => order.push("third"));
  await runInTurn("another link", async () => order.push("other"));
  t.strictSame(order, ["first starts", "other"]);
  gate.resolve();
  await Promise.all([first, second, third]);
  t.strictSame(order, ["first starts", "other", "first ends", "second", "third"]);
});

t.test("failed work rejects its own caller only, and the next work runs", async (t) => {
  const runInTurn = createRunInTurn();
  const failing = runInTurn("link", () => Promise.reject(new Error("first")));
  const next = runInTurn("link", async () => "second");
  await t.rejects(failing, { message: "first" });
  t.equal(await next, "second");
  t.equal(await runInTurn("link", async () => "third"), "third");
});
