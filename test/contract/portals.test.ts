// The table of roles in the guide for portals is the access matrix. `WRITE_DOCS=1` writes it.
import { readFileSync, writeFileSync } from "node:fs";
import t from "tap";
import { operations } from "../support/contract.ts";
import { callers, rows } from "./access-matrix.ts";

const guideUrl = new URL("../../docs/portals.md", import.meta.url);
const columns = {
  teacher: "own teacher",
  other: "other teacher",
  coordinator: "coordinator",
  portal: "portal",
};

/** Operations of the school side: allowed for coordinators, forbidden for families and for callers without a token. */
const ofSchool = rows.flatMap(([operationId = "", ...statuses]) => {
  const statusOf = (caller: string) => Number(statuses[callers.indexOf(caller)]);
  const isOfSchool = statusOf("coordinator") < 300 && statusOf("family") === 403;
  return isOfSchool ? [{ operationId, statusOf }] : [];
});

function tableOfRoles(): string {
  const lines = [
    ["operation", "request", ...Object.values(columns)],
    ...ofSchool.map(({ operationId, statusOf }) => {
      const { method, path } = operations.get(operationId) ?? { method: "", path: "" };
      const cells = Object.keys(columns).map((caller) =>
        statusOf(caller) < 300 ? "yes" : `${statusOf(caller)}`,
      );
      return [`\`${operationId}\``, `\`${method} ${path}\``, ...cells];
    }),
  ];
  const widths = lines[0]?.map((_, index) =>
    Math.max(...lines.map((cells) => cells[index]?.length ?? 0)),
  );
  const text = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((cell, index) => cell.padEnd(widths?.[index] ?? 0, fill)).join(" | ")} |`;
  const [head = [], ...body] = lines;
  return [
    text(head),
    text(
      head.map(() => ""),
      "-",
    ),
    ...body.map((cells) => text(cells)),
  ].join("\n");
}

t.test("the guide for portals has the access matrix as it is", async (t) => {
  t.ok(ofSchool.length >= 15, "all operations of the school side");
  const guide = readFileSync(guideUrl, "utf8");
  const [place = "", comment = ""] =
    /(<!-- access:.*?-->\n).*?<!-- \/access -->/s.exec(guide) ?? [];
  const expected = guide.replace(place, () => `${comment}\n${tableOfRoles()}\n\n<!-- /access -->`);
  if (process.env["WRITE_DOCS"]) writeFileSync(guideUrl, expected);
  else
    t.equal(guide, expected, "WRITE_DOCS=1 node test/support/run.ts test/contract/portals.test.ts");
});
