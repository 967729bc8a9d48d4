import t from "tap";
import {
  contactErrors,
  nameErrors,
  publisherListErrors,
  urlErrors,
} from "../../../src/domain/school/setting-errors.ts";

const pointersOf = (errors: readonly { readonly pointer: string }[]) =>
  errors.map(({ pointer }) => pointer);

t.test("a name is one line of 1 to 200 characters", async (t) => {
  for (const name of ["x", " De Regenboog ", "a".repeat(200)]) {
    t.strictSame(nameErrors("/name", name), [], name);
  }
  for (const name of ["", " ", "\n", "a\nb", "a\u0000", "a".repeat(201)]) {
    t.strictSame(pointersOf(nameErrors("/name", name)), ["/name"], JSON.stringify(name));
  }
});

t.test("a URL must be one that a family can open", async (t) => {
  t.strictSame(urlErrors("/homeUrl", "https://moo.example"), []);
  t.strictSame(pointersOf(urlErrors("/homeUrl", "http://moo.example")), ["/homeUrl"]);
});

t.test("a contact must be one to which a family can be sent", async (t) => {
  t.strictSame(contactErrors("/contact", "info@regenboog.example"), []);
  t.strictSame(pointersOf(contactErrors("/contact", "tel:020")), ["/contact"]);
});

t.test("each publisher that is not allowed is an error at its place in the list", async (t) => {
  t.strictSame(publisherListErrors(["blink", "x", "zwijsen", "y"], ["zwijsen", "blink"], "is x"), [
    { pointer: "/publishers/1", detail: "is x" },
    { pointer: "/publishers/3", detail: "is x" },
  ]);
});
