import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import t from "tap";
import packageJson from "../../package.json" with { type: "json" };

const { start } = packageJson.scripts;

t.test("Node knows every flag with which the service starts", async (t) => {
  const [, ...flags] = start.split(" ").slice(0, -1);
  t.ok(flags.length > 0);
  const { status, stderr } = spawnSync(process.execPath, [...flags, "-e", "0"]);
  t.equal(`${stderr}`, "");
  t.equal(status, 0);
});

t.test("the image starts the service as `npm start` does", async (t) => {
  const dockerfile = readFileSync(new URL("../../Dockerfile", import.meta.url), "utf8");
  const [, command = "[]"] = /^CMD (.*)$/m.exec(dockerfile) ?? [];
  t.strictSame(JSON.parse(command), start.split(" "));
});
