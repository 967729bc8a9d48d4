import t from "tap";
import { createPublisherService } from "../../../src/services/operator/publishers.ts";
import { startDatabase } from "../../support/database.ts";

const { db } = await startDatabase(t);
const publishers = createPublisherService({ db });
const before = await publishers.list();
const complete = {
  name: "Nieuw",
  homeUrl: "https://Nieuw.example",
  launchUrl: "https://nieuw.example/launch",
};

t.test("the catalogue is sorted by name", async (t) => {
  const names = before.map(({ name }) => name);
  t.ok(names.length > 1);
  t.strictSame(
    names,
    names.toSorted((one, other) => one.localeCompare(other, "nl")),
  );
});

t.test("a new publisher must be complete, and gets no data and no use at home", async (t) => {
  await t.rejects(publishers.set("Nieuw!", {}), {
    code: "invalid-request",
    validationErrors: [
      { pointer: "/key" },
      { pointer: "/name" },
      { pointer: "/homeUrl" },
      { pointer: "/launchUrl" },
    ],
  });
  t.strictSame(await publishers.list(), before);
  t.strictSame(await publishers.set("nieuw", complete), {
    key: "nieuw",
    ...complete,
    homeUrl: "https://nieuw.example/",
    homeUseAllowed: false,
    needs: [],
  });
});

t.test("a change of one property keeps the others", async (t) => {
  await publishers.set("nieuw", { homeUseAllowed: true });
  const changed = await publishers.set("nieuw", { needs: ["first-name"] });
  t.match(changed, { name: "Nieuw", homeUseAllowed: true, needs: ["first-name"] });
  const faulty = publishers.set("nieuw", { launchUrl: "http://nieuw.example", name: "Ander" });
  await t.rejects(faulty, {
    code: "invalid-request",
    validationErrors: [{ pointer: "/launchUrl" }],
  });
  t.strictSame(
    (await publishers.list()).find(({ key }) => key === "nieuw"),
    changed,
  );
});
