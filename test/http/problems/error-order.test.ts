import t from "tap";
import { inOrderOf } from "../../../src/http/problems/error-order.ts";

/** Returns the pointers in their order for this body. */
const order = (body: unknown, pointers: readonly string[]) =>
  inOrderOf(
    body,
    pointers.map((pointer) => ({ pointer, detail: "is wrong" })),
  ).map(({ pointer }) => pointer);

t.test("errors come in the order of the body, a list before its items", async (t) => {
  const body = {
    b: 1,
    rows: Array.from({ length: 12 }, () => ({ name: "x", emails: ["y", "z"] })),
    "a/b~c": 1,
  };
  const inOrder = [
    "",
    "/b",
    "/rows",
    "/rows/2",
    "/rows/2/name",
    "/rows/2/emails/0",
    "/rows/2/emails/1",
    "/rows/10/emails",
    "/a~1b~0c",
  ];
  t.strictSame(order(body, inOrder.toReversed()), inOrder);
  t.strictSame(order([1, 2, 3], ["/2", "/0", ""]), ["", "/0", "/2"]);
});

t.test("a missing property comes after its siblings, and a parameter after the body", async (t) => {
  const body = { rows: [{ name: "x" }], last: 1 };
  t.strictSame(order(body, ["dryrun", "/rows/0/key", "/password", "/last", "/rows/0/name"]), [
    "/rows/0/name",
    "/rows/0/key",
    "/last",
    "/password",
    "dryrun",
  ]);
});

t.test("errors of one place, and of a body without places, keep their order", async (t) => {
  const errors = ["one", "two", "three"].map((detail) => ({ pointer: "/a", detail }));
  t.strictSame(inOrderOf({ a: 1 }, errors), errors);
  t.strictSame(order({}, ["/b", "/a/0", "/a"]), ["/b", "/a/0", "/a"]);
  for (const body of [undefined, null, 1, "text"]) {
    t.strictSame(order(body, ["/rows/1", "", "/rows/0"]), ["/rows/1", "", "/rows/0"]);
  }
  t.strictSame(order({ constructor: 1 }, ["/toString", "/constructor"]), [
    "/constructor",
    "/toString",
  ]);
});
