import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import t from "tap";
import { createFictionalSchool } from "../../src/development/school.ts";
import { freePort } from "../integration/pooler.ts";
import { startTestService } from "../support/service.ts";

t.test("a fictional school has one client, which later starts use", async (t) => {
  const { useCases, url } = await startTestService(t);
  const folder = t.testdir({});
  const first = await createFictionalSchool(useCases, folder, url);
  t.ok(first.pupilId);
  const path = join(folder, "client.json");
  const text = await readFile(path, "utf8");
  t.equal((await stat(path)).mode & 0o777, 0o600);
  const second = await createFictionalSchool(useCases, folder, url);
  t.equal(second.pupilId, first.pupilId);
  t.equal(await readFile(path, "utf8"), text);
});

t.test("a client file that a loss of power has emptied or cut off is replaced", async (t) => {
  const { useCases, url } = await startTestService(t);
  const folder = t.testdir({});
  const path = join(folder, "client.json");
  const { pupilId } = await createFictionalSchool(useCases, folder, url);
  const text = await readFile(path, "utf8");
  for (const left of ["", text.slice(0, text.length / 2), "{}", "null"]) {
    await writeFile(path, left);
    t.equal((await createFictionalSchool(useCases, folder, url)).pupilId, pupilId, left);
    t.type(JSON.parse(await readFile(path, "utf8")).clientSecret, "string");
  }
});

t.test("a start that is interrupted before the roster is completed by the next one", async (t) => {
  const { useCases, url } = await startTestService(t);
  const folder = t.testdir({});
  const port = await freePort();
  // Passes the request of a token on, and answers no other.
  const front = createServer(async (request, response) => {
    if (!request.url?.endsWith("/token")) return void request.socket.destroy();
    const { headers, method = "" } = request;
    const body = (await request.toArray()).join("");
    const type = headers["content-type"] ?? "";
    const answer = await fetch(`${url}${request.url}`, {
      method,
      body,
      headers: { "Content-Type": type },
    });
    response.writeHead(answer.status).end(await answer.text());
  }).listen(port, "127.0.0.1");
  t.teardown(() => front.close());
  await t.rejects(createFictionalSchool(useCases, folder, `http://127.0.0.1:${port}`));
  t.ok((await createFictionalSchool(useCases, folder, url)).pupilId);
});
