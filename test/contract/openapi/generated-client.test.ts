// A client that is generated from the committed document compiles strictly and works.
import { execFile } from "node:child_process";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import t from "tap";
import { startTestService } from "../../support/service.ts";

const root = new URL("../../../", import.meta.url);
const inProject = (path: string) => fileURLToPath(new URL(path, root));

/** Runs a program of a package. Rejects with its output when it fails. */
async function run(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [...args], { cwd: inProject(".") }).catch(
    ({ stdout, stderr }) => {
      throw new Error(`${stdout}${stderr}`);
    },
  );
}

const compilerOptions = {
  target: "esnext",
  module: "nodenext",
  lib: ["esnext", "dom"],
  types: [],
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
};

t.test("a generated client", async (t) => {
  const folder = t.testdir();
  const at = (name: string) => join(folder, name);
  await copyFile(inProject("test/contract/openapi/client/story.ts"), at("story.ts"));
  await writeFile(at("tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));

  await t.test("is generated from the committed document", async () => {
    await run(
      `--import=${new URL("test/contract/openapi/client/typescript-6.ts", root)}`,
      inProject("node_modules/openapi-typescript/bin/cli.js"),
      inProject("openapi/openapi.json"),
      `--output=${at("generated.ts")}`,
    );
  });

  await t.test("compiles strictly with TypeScript 6 and 7", async () => {
    for (const compiler of ["@typescript/typescript6/bin/tsc6", "typescript/bin/tsc"]) {
      await run(inProject(`node_modules/${compiler}`), "--project", folder);
    }
  });

  await t.test("runs the story of the tutorial", async (t) => {
    const service = await startTestService(t);
    const { clientId, clientSecret } = await service.addClient("01AB");
    const { tell } = await import(pathToFileURL(at("story.ts")).href);
    const outcome = await tell({
      baseUrl: `${service.url}/v1`,
      clientId,
      clientSecret,
      linkOf: async (email: string) => {
        await service.dispatchAll();
        const [mail] = service.smtp.messagesTo(email);
        return /activate#(\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
      },
    });
    t.match(outcome, {
      groups: ["4A"],
      before: { enabled: true, addresses: [{ status: "invited" }, { status: "invited" }] },
      after: { addresses: [{ status: "activated" }, { status: "invited" }] },
      firstName: "Wimpie",
      software: ["malmberg"],
      launchUrl: /^https:/,
      problems: ["Wrong address or password", "invalid_client: Not authenticated"],
    });
  });
});
