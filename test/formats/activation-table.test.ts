import t from "tap";
import { type JudgedRow, readRows } from "../../src/domain/bulk-activation.ts";
import { finish } from "../../src/domain/steps.ts";
import { parseActivationTable, writeActivationTable } from "../../src/formats/activation-table.ts";

t.test("a row names a pupil and one or two addresses; an empty cell is none", async (t) => {
  t.same(
    parseActivationTable(
      "externalId;email1;email2\n1;a@home.nl;b@home.nl\n2;a@home.nl;\n;a@home.nl;\n",
    ),
    {
      delimiter: ";",
      rows: [
        { externalId: "1", emails: ["a@home.nl", "b@home.nl"] },
        { externalId: "2", emails: ["a@home.nl"] },
        { externalId: undefined, emails: ["a@home.nl"] },
      ],
    },
  );
  const { rows } = parseActivationTable("email1,externalId\na@home.nl,1\n");
  t.same(
    rows,
    [{ externalId: "1", emails: ["a@home.nl"] }],
    "in any order, the second is optional",
  );
});

t.test("an answer that was mended can be sent again as it is", async (t) => {
  const [mistyped] = readRows([{ externalId: "1", emails: ["ouder@gmial.com", "b@@home.nl"] }]);
  if (!mistyped) throw new Error("There is no row.");
  const judged: readonly JudgedRow[] = [
    {
      row: mistyped,
      pupil: { id: "an id", externalId: "1" },
      outcome: "refused",
      refusal: {
        code: "invalid-request",
        detail: "This row cannot be used.",
        validationErrors: mistyped.validationErrors,
      },
    },
    {
      row: { ...mistyped, externalId: "9", emails: [], warnings: [] },
      outcome: "refused",
      refusal: { code: "not-found", detail: "There is no such pupil.", validationErrors: [] },
    },
  ];
  const answer = finish(writeActivationTable(judged, ";"));
  const [head, first, second] = answer.split("\r\n");
  t.equal(head?.replace("\uFEFF", ""), "externalId;email1;email2;outcome;problem;suggestion");
  t.match(first, /^1;ouder@gmial\.com;b@@home\.nl;refused;address 2 [^;]+;ouder@gmail\.com$/);
  t.equal(second, "9;;;refused;There is no such pupil.;");
  t.same(parseActivationTable(answer).rows, [
    { externalId: "1", emails: ["ouder@gmial.com", "b@@home.nl"] },
    { externalId: "9", emails: [] },
  ]);
});
