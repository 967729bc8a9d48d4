// Renders the privacy annex (privacybijsluiter) that Dutch schools attach to their processing agreement.
import { getTableConfig } from "drizzle-orm/pg-core";
import { launchClaims } from "./launch-claims.ts";
import { type Entry, purposes, register, retentions, type Section, subjects } from "./register.ts";

/** A column of the database with its entry in the register. */
export interface RegisteredColumn extends Entry {
  /** Name in the database. */
  readonly name: string;
}

/** Returns the columns of a section, in the order of the schema. Throws if a column has no entry. */
export function columnsOf(section: Section): RegisteredColumn[] {
  const { about, purpose, retention, columns } = section;
  const properties = Object.entries(section.table).filter(
    ([property]) => property !== "_" && property !== "enableRLS",
  );
  return getTableConfig(section.table).columns.map((column) => {
    const property = properties.find(([, value]) => value === column)?.[0];
    const given = property === undefined ? undefined : columns[property];
    if (given === undefined) {
      throw new Error(
        `${tableName(section)}.${column.name} has no purpose and no retention in the register`,
      );
    }
    const own = typeof given === "string" ? { holds: given } : given;
    return { about, purpose, retention, ...own, name: column.name };
  });
}

export function tableName({ table }: Section): string {
  return getTableConfig(table).name;
}

/** Returns the annex as Markdown. Everything between the marks comes from the schema. */
export function renderAnnex(frame: string): string {
  const [before, rest] = split(frame, "<!-- uit het schema -->");
  const [, after] = split(rest, "<!-- einde uit het schema -->");
  const parts = [purposeTable(), personTable(), disclosureTable(), ...register.map(sectionTable)];
  return `${before}<!-- uit het schema -->\n\n${parts.join("\n\n")}\n\n<!-- einde uit het schema -->${after}`;
}

function split(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark);
  if (index < 0) throw new Error(`The annex has no ${mark}`);
  return [text.slice(0, index), text.slice(index + mark.length)];
}

function purposeTable(): string {
  const rows = Object.entries(purposes).map(([key, text]) => [
    labelOf(key as Entry["purpose"]),
    afterColon(text),
  ]);
  return `### Doelen\n\n${table(["doel", "uitleg"], rows)}`;
}

/** The tables that hold data about each kind of person. */
function personTable(): string {
  const people = Object.entries(subjects).filter(([key]) => key !== "none");
  const rows = people.map(([key, label]) => {
    const tables = register.filter((section) =>
      columnsOf(section).some(({ about }) => about === key),
    );
    return [label, tables.map(({ title }) => title.toLowerCase()).join(", ")];
  });
  return `### Over wie\n\n${table(["over wie", "tabellen"], rows)}`;
}

function disclosureTable(): string {
  return (
    "### Wat een uitgever krijgt\n\n" +
    "Pas na inloggen, als het kind op de software drukt, en alleen als de school de uitgever heeft aangezet.\n\n" +
    table(["gegeven", "wanneer"], launchClaims)
  );
}

function sectionTable(section: Section): string {
  const rows = columnsOf(section).map(({ name, holds, about, purpose, retention }) => [
    `\`${name}\``,
    holds,
    about === "none" ? "geen" : subjects[about],
    labelOf(purpose),
    retention === section.retention ? "" : retentions[retention],
  ]);
  const other = rows.some((row) => row[4] !== "");
  const head = ["kolom", "gegeven", "over wie", "doel", "bewaartermijn"];
  const width = other ? 5 : 4;
  return (
    `### ${section.title} (\`${tableName(section)}\`)\n\nBewaartermijn: ${retentions[section.retention]}.\n\n` +
    table(
      head.slice(0, width),
      rows.map((row) => row.slice(0, width)),
    )
  );
}

function labelOf(purpose: Entry["purpose"]): string {
  const [label = ""] = purposes[purpose].split(":");
  return label.toLowerCase();
}

function afterColon(text: string): string {
  return text.slice(text.indexOf(":") + 2);
}

/** Returns a Markdown table with aligned columns. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, index) =>
    Math.max(3, ...all.map((row) => (row[index] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
