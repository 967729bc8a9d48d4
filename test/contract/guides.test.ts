// Runs the commands of the guides in one shell, like a reader.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { findFreePort } from "../../src/development/postgres/server.ts";
import { edexmlOf } from "../support/edexml.ts";
import { blocksOf, startAsNewcomer, startShell } from "../support/guide.ts";

t.test("the tutorial runs word for word, up to verified tokens", async (t) => {
  const { api, mailbox, env, root } = await startAsNewcomer(t);
  const tutorial = await readFile(new URL("docs/tutorial.md", root), "utf8");
  const blocks = blocksOf(tutorial, {
    "http://localhost:3000": api,
    "http://localhost:1080": mailbox,
  });
  t.ok(blocks.length >= 6, "there are blocks to run");
  const shell = startShell(t, env, root);
  let output = "";
  for (const block of blocks) output += await shell.run(block);
  t.match(output, `iss: '${api}'`);
  t.match(output, /sid: '/);
  t.match(output, /sub: '[\w-]{43}'/, "the publisher receives the pseudonym of the child");
  t.match(output, /needs: \[ 'first-name', 'eck-id', 'school' \],\s+enabled: false/);
  t.match(output, "eck_id: 'https://ketenid.example/201703/0a1b2c'");
  t.match(output, "school: '01AB'");

  // Again, as after a restart: only the school exists already.
  const failures = blocks.map((block) => (block.includes("cli school add") ? 1 : 0));
  let again = "";
  for (const [index, block] of blocks.entries()) {
    again += await shell.run(block, failures[index]);
  }
  t.match(again, /sub: '[\w-]{43}'/, "a second run ends with a launch token too");
  t.notMatch(`${output}${again}`, "No mail to");
  const [waiting = ""] = (blocks.find((block) => block.includes("sleep 1")) ?? "").split("\n\n");
  const lost = await shell.run(`( MOTHER=nobody@example.nl\n${waiting.replace("sleep 1", ":")}\n)`);
  t.match(lost, /^No mail to nobody@example\.nl has arrived/m, "the wait for a mail ends");
  t.notMatch(blocks.join("\n"), /^\s*#/m, "zsh runs a pasted comment as a command");
  t.notMatch(output, /\}\{/, "every answer ends its line");

  const [check = ""] = /^node .*/ms.exec(blocks.at(-1) ?? "") ?? [];
  const refused = await shell.run(`{ ${check.replace("malmberg", "zwijsen")} } || true`);
  t.match(refused, /Error: Refused/, "another publisher rejects the token");
  t.notMatch(refused, /sub: '/);
});

t.test("the Dutch guide runs word for word, from a token to the list of home logins", async (t) => {
  const { api, env, root, dataDir, addClient } = await startAsNewcomer(t);
  const { clientId, clientSecret } = await addClient("99ZZ");
  const guide = await readFile(new URL("docs/coordinators.nl.md", root), "utf8");
  const blocks = blocksOf(guide, {
    "http://localhost:3000": api,
    "CLIENT_ID=\n": `CLIENT_ID=${clientId}\n`,
    "CLIENT_SECRET=\n": `CLIENT_SECRET=${clientSecret}\n`,
  });
  const pupils = Array.from({ length: 40 }, (_, index) => `${1001 + index}`);
  const former = `<leerling key="999"><roepnaam>Lotte</roepnaam><uitstroomdatum>2020-07-31</uitstroomdatum></leerling>`;
  const edexml = edexmlOf({ "4A": pupils }).replace("</leerlingen>", `${former}</leerlingen>`);
  await writeFile(join(dataDir, "edex.xml"), edexml);
  await writeFile(join(dataDir, "adressen.csv"), spreadsheet(pupils));

  const shell = startShell(t, env, dataDir);
  for (const block of blocks) await shell.run(block);
  const group = await shell.run('curl -s $API/v1/groups/$GROUP -H "Authorization: Bearer $TOKEN"');
  t.match(group, '"name":"4A"');
  t.match(group, '"loginMethod":"picture"');
  t.match(await shell.run("echo $PUPIL"), /^[\da-f-]{36}\s*$/, "one pupil has the external id");
  const table = (name: string) => readFile(join(dataDir, name), "utf8");
  const roster = await table("roosterproef.csv");
  t.equal(roster.match(/^"leerling";"nieuw";/gm)?.length, pupils.length);
  t.match(roster, '"leerling";"nieuw";"1001";"Kind 1001";"";"";"4A";');
  t.match(roster, '"leerling";"al van school";"999";"Lotte";');
  t.match(await table("proef.csv"), /;"geweigerd";/, "the dry run reports the invalid row");
  const outcomes = await table("uitkomst.csv");
  t.equal(outcomes.match(/;"uitgenodigd";/g)?.length, pupils.length - 1);
  t.match(outcomes, "ouder3@gmail.com", "the suggestion for a typing error");
  t.match(
    await table("mailproef.csv"),
    /;"uitgenodigd";"(?:mail volgt|overgeslagen)";/,
    "who would get a mail",
  );
  t.match(await table("mails.csv"), /;"uitgenodigd";"(?:mail volgt|overgeslagen)";/);
  const report = await table("stand.csv");
  t.equal(report.match(/;"uitgenodigd";/g)?.length, 2 * (pupils.length - 1));
  t.equal(report.match(/;"geen adres";/g)?.length, 1);

  const unknown = await shell.run(`zoek "groups/$GROUP" '"externalId":"0"'`, 1);
  t.match(unknown, "Niet gevonden", "an unknown pupil stops the command");
  await writeFile(join(dataDir, "adressen.csv"), "naam;groep\r\nKind;4A\r\n");
  const [dryRun = ""] = blocks.filter((block) => block.startsWith("tabel proef.csv"));
  t.match(await shell.run(dryRun, 1), "heeft geen kolomnamen", "an error is on the screen");
  await t.rejects(table("proef.csv"), { code: "ENOENT" }, "and there is no table, nor an old one");
  await t.rejects(table("proef.csv.deel"), { code: "ENOENT" });
  t.match(await shell.run("CLIENT_SECRET=wrong; inloggen", 1), "invalid_client");
  t.match(await shell.run(dryRun, 1), "curl: (22)", "without a token too");
  t.match(await table("groep-4A.html"), /<html lang="nl">[\s\S]*<td><b>Ja<\/b><\/td>/);
  t.match(await table("zonder-eckid.csv"), /;"nee"\r\n/);
});

t.test("the guide for portals runs word for word, from a key to a launch", async (t) => {
  const { api, mailbox, env, root } = await startAsNewcomer(t);
  const guide = await readFile(new URL("docs/portals.md", root), "utf8");
  const portal = `http://127.0.0.1:${await findFreePort()}`;
  const blocks = blocksOf(guide, {
    "http://localhost:3000": api,
    "http://localhost:1080": mailbox,
    "http://127.0.0.1:4000": portal,
  });
  const shell = startShell(t, env, root);
  let output = "";
  for (const block of blocks) {
    const isRefused = block.includes("sign boss") || block.includes("vader@example.nl");
    output += await shell.run(block, isRefused ? 1 : 0);
  }
  const paging = blocks.find((block) => block.includes("until test")) ?? "";
  const unauthorized = await shell.run(`( TEACHER=wrong\n${paging}\n)`);
  t.match(unauthorized, '"status":401', "the loop over pages ends with an error");
  await shell.run("kill %1; wait %1 || true");
  t.match(output, "\nFatima\nWimpie\n", "both pages of the pupils");
  t.match(output, "\n412\n");
  t.match(output, `${api}/assets/drawings/owl.svg`);
  t.match(output, /"launchUrl":/);
  t.match(
    output,
    /error_description="role must be one of: teacher, coordinator, portal"/,
    "a refused token names its claim",
  );
  t.notMatch(blocks.join("\n"), /^\s*#/m, "zsh runs a pasted comment as a command");
});

/** Home addresses as a Dutch Excel saves them: semicolons, CRLF, byte order mark. Row 5 is invalid. */
function spreadsheet(pupils: readonly string[]): string {
  const rows = pupils.map((pupil, index) => {
    const email = index === 3 ? "ouder3@gmial.com" : `ouder${index}@example.nl`;
    return index === 5 ? `${pupil};geen adres;` : `${pupil};${email};opa${index}@example.nl`;
  });
  return `\uFEFF${["externalId;email1;email2", ...rows, ""].join("\r\n")}`;
}
