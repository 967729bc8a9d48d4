// Writes the tables of the privacy annex again, from the schema and the register.
import { readFile, writeFile } from "node:fs/promises";
import { renderAnnex } from "./document.ts";

const file = new URL("../../../docs/privacy-annex.nl.md", import.meta.url);
await writeFile(file, renderAnnex(await readFile(file, "utf8")));
