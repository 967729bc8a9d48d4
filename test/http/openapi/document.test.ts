import { readFile } from "node:fs/promises";
import t from "tap";
import { problemTypes } from "../../../src/http/problems/problem-types.ts";
import { startTestService } from "../../support/service.ts";

t.test("the OpenAPI document", async (t) => {
  const { api, url } = await startTestService(t);

  await t.test("the committed document equals the one that the service serves", async (t) => {
    const committed = await readFile(
      new URL("../../../openapi/openapi.json", import.meta.url),
      "utf8",
    );
    const { text, headers } = await api("getOpenapi");
    t.equal(text, committed, "npm run openapi:write");
    t.equal(headers.get("access-control-allow-origin"), "*");
  });

  await t.test("its version equals API-Version and package.json", async (t) => {
    const { body, headers } = await api("getOpenapi");
    const file = await readFile(new URL("../../../package.json", import.meta.url), "utf8");
    t.equal(headers.get("api-version"), body.info.version);
    t.equal(JSON.parse(file).version, body.info.version);
  });

  await t.test("exactly the problem types have a documentation page", async (t) => {
    const index = await api("listProblems");
    for (const name of Object.keys(problemTypes)) {
      const page = await api("getProblem", { path: { name } });
      t.match(page.text, problemTypes[name as keyof typeof problemTypes].title);
      t.ok(index.text.includes(`/problems/${name}`), name);
    }
    t.equal((await api("getProblem", { path: { name: "toString" } })).status, 404);
  });

  await t.test("/docs renders the document", async (t) => {
    const page = await fetch(`${url}/docs/`);
    t.equal(page.status, 200);
    t.match(page.headers.get("content-type"), "text/html");
  });
});
