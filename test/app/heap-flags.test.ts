import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import t from "tap";
import packageJson from "../../package.json" with { type: "json" };
import { heapFlags } from "../../src/app/heap-flags.ts";

const { start } = packageJson.scripts;

t.test("V8 knows what it is told of its heap", async (t) => {
  const [, ...options] = start.split(" ").slice(0, -1);
  const { status, stderr } = spawnSync(process.execPath, [...heapFlags, ...options, "-e", "0"]);
  t.equal(`${stderr}`, "");
  t.equal(status, 0);
});

t.test("the image starts the service as `npm start` does", async (t) => {
  const dockerfile = readFileSync(new URL("../../Dockerfile", import.meta.url), "utf8");
  const [, command = "[]"] = /^CMD (.*)$/m.exec(dockerfile) ?? [];
  t.same(JSON.parse(command), start.split(" "));
});
