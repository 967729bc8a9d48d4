// What the topology of docker-compose.yml promises about its containers.
import t from "tap";
import manifest from "../../package.json" with { type: "json" };
import { findEngine } from "./engine.ts";

const containers = await findEngine(new URL("../../", import.meta.url));
const service = await containers.container("thuisinlog");
const mailbox = await containers.container("mailbox");

t.test("the service is an unprivileged user that can write nothing but /tmp", async (t) => {
  t.not((await containers.exec(service, "id", "-u")).trim(), "0");
  for (const folder of ["/app", "/app/src", "/home/node"]) {
    await t.rejects(containers.exec(service, "touch", `${folder}/canary`), folder);
  }
  await t.resolves(containers.exec(service, "touch", "/tmp/canary"));
  const status = await containers.exec(service, "cat", "/proc/1/status");
  t.match(status, /^CapEff:\s+0+$/m, "without capabilities");
  t.match(status, /^NoNewPrivs:\s+1$/m);
});

t.test("the mail catcher is that of `npm start`", async (t) => {
  const path = "/app/node_modules/maildev/package.json";
  const { version } = JSON.parse(await containers.exec(mailbox, "cat", path));
  t.equal(version, manifest.devDependencies.maildev);
});

t.test("the log of the service is JSON", async (t) => {
  const lines = (await containers.logs(service)).split("\n").filter((line) => line !== "");
  t.ok(lines.length > 0);
  t.ok(lines.every((line) => JSON.parse(line)));
});
