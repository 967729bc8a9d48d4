// The tutorial, word for word, with the service of docker-compose.yml.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { blocksOf, startShell } from "../support/guide.ts";
import { findEngine } from "./engine.ts";

const root = new URL("../../", import.meta.url);

t.test("the tutorial runs with containers, up to a verified launch token", async (t) => {
  const cliCommand = await (await findEngine(root)).cliCommand();
  const tutorial = await readFile(new URL("docs/tutorial.md", root), "utf8");
  const [, documented = ""] = /`(cli\(\) \{ docker compose .*?\})`/.exec(tutorial) ?? [];
  t.match(documented, 'exec -T thuisinlog node src/cli/main.ts "$@"');
  // This engine, and the containers of the test.
  const cli = documented.replace(/docker compose exec.*main\.ts/, cliCommand);
  const blocks = blocksOf(tutorial, { 'cli() { npm run --silent cli -- "$@"; }': cli });
  t.ok(blocks[0]?.includes(cliCommand));

  const CURL_HOME = await mkdtemp(join(tmpdir(), "thuisinlog-compose-"));
  t.teardown(() => rm(CURL_HOME, { recursive: true, force: true }));
  await writeFile(join(CURL_HOME, ".curlrc"), "fail-with-body\n");
  const shell = startShell(t, { ...process.env, CURL_HOME }, root);
  let output = "";
  for (const block of blocks) output += await shell.run(block);
  t.match(output, /sub: '[\w-]{43}'/, "the publisher receives the pseudonym of the child");
  t.match(output, "eck_id: 'https://ketenid.example/201703/0a1b2c'");
});
