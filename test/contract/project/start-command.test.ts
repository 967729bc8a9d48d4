import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import packageJson from "../../../package.json" with { type: "json" };

const root = new URL("../../../", import.meta.url);
const { start, cli } = packageJson.scripts;
const readsEnvFile = "--import ./src/app/env-file.js ";

t.test("Node knows every flag with which the service starts", async (t) => {
  const [, ...flags] = start.split(" ").slice(0, -1);
  t.ok(flags.length > 0);
  const { status, stderr } = spawnSync(process.execPath, [...flags, "-e", "0"], { cwd: root });
  t.equal(`${stderr}`, "");
  t.equal(status, 0);
});

t.test("the image starts the service as `npm start` does, without .env", async (t) => {
  const dockerfile = readFileSync(new URL("Dockerfile", root), "utf8");
  const lastStage = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  const [, command = "[]"] = /^CMD (.*)$/m.exec(lastStage) ?? [];
  t.strictSame(JSON.parse(command), start.replace(readsEnvFile, "").split(" "));
});

t.test("the unit of the operations page starts the service as the image does", async (t) => {
  const page = readFileSync(new URL("docs/operations.md", root), "utf8");
  const [, command] = /^ExecStart=(.*)$/m.exec(page) ?? [];
  t.equal(command, `/usr/bin/${start.replace(readsEnvFile, "")}`);
});

t.test(
  "`npm start` and `npm run cli` read .env, below the environment, if it exists",
  async (t) => {
    // Before the preload, which reads DATA_DIR.
    t.match(start, `node ${readsEnvFile}--import`);
    t.match(cli, `node ${readsEnvFile}--import`);
    const program = fileURLToPath(new URL("src/app/env-file.js", root));
    const portIn = (cwd: string, env: NodeJS.ProcessEnv) => {
      const args = ["--import", program, "-p", "process.env.PORT"];
      const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: "utf8" });
      t.equal(stderr, "");
      return stdout.trim();
    };
    const PATH = process.env["PATH"];
    const folder = t.testdir({ full: { ".env": "PORT=21003\n" }, empty: {} });
    t.equal(portIn(join(folder, "full"), { PATH }), "21003");
    t.equal(portIn(join(folder, "full"), { PATH, PORT: "21004" }), "21004");
    t.equal(portIn(join(folder, "empty"), { PATH }), "undefined");
    t.match(readFileSync(new URL(".env.example", root), "utf8"), /start with npm start/);
  },
);
