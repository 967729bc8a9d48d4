import t from "tap";
import {
  judgeRows,
  type RequestedRow,
  readRows,
  rejectUndeliverableDomains,
  type SchoolState,
} from "../../src/domain/bulk-activation.ts";
import type { EmailAddress } from "../../src/domain/email-address.ts";
import { finish } from "../../src/domain/steps.ts";

const address = (emailKey: string): EmailAddress => ({ email: emailKey, emailKey });
const wim = { id: "01990000-0000-7000-8000-00000000000a", externalId: "p1" };
const noor = { id: "01990000-0000-7000-8000-00000000000b", externalId: "p2" };
const stranger = { id: "01990000-0000-7000-8000-00000000000c", externalId: "p3" };
const school: SchoolState<EmailAddress> = {
  pupils: [wim, noor, stranger],
  addresses: new Map([[noor.id, [address("noor@home.nl"), address("vader@home.nl")]]]),
  isWithinReach: (pupilId) => pupilId !== stranger.id,
};
const judge = (...rows: RequestedRow[]) => judgeRows(readRows(rows), school);
const sentence = /^[A-Z].* .*\.$/;

t.test(
  "a pupil without addresses is invited, a pupil with other addresses is changed",
  async (t) => {
    const [invited, changed] = judge(
      { externalId: "p1", emails: ["Moeder@Home.nl"] },
      { externalId: "p2", emails: ["noor@home.nl", "oma@home.nl"] },
    );
    t.match(invited, {
      outcome: "invited",
      pupil: wim,
      change: {
        kept: [],
        added: [{ email: "Moeder@Home.nl", emailKey: "moeder@home.nl" }],
        removed: [],
      },
    });
    t.match(changed, {
      outcome: "changed",
      pupil: noor,
      change: {
        kept: [address("noor@home.nl")],
        added: [address("oma@home.nl")],
        removed: [address("vader@home.nl")],
      },
    });
  },
);

t.test("a row about a pupil that has left says so, and suggests no other pupil", async (t) => {
  const alike = { ...wim, externalId: "01" };
  const [left] = judgeRows(readRows([{ externalId: "1", emails: ["a@home.nl"] }]), {
    ...school,
    lookalikes: [alike],
    leftDates: new Map([["1", "2026-08-31"]]),
  });
  t.match(left, {
    outcome: "refused",
    problem: {
      code: "not-found",
      detail: "According to the roster of 2026-08-31 this pupil has left the school.",
    },
    row: { warnings: [] },
  });
});

t.test("the same addresses in another order are no change and cause no write", async (t) => {
  const [judged] = judge({ pupilId: noor.id, emails: ["VADER@home.nl", "noor@home.nl"] });
  t.match(judged, { outcome: "unchanged", pupil: noor });
  t.notOk(judged && "change" in judged);
});

t.test("a row names a pupil by externalId or by pupilId, in any case", async (t) => {
  const emails = ["a@home.nl"];
  t.match(judge({ pupilId: wim.id.toUpperCase(), emails }), [{ pupil: wim }]);
  t.match(judge({ externalId: "p1", emails }), [{ pupil: wim }]);
});

t.test("a row with both ids is rejected, together with its other validation errors", async (t) => {
  const detail = "must have either externalId or pupilId";
  for (const names of [{}, { externalId: "p1", pupilId: wim.id }]) {
    const [row] = readRows([{ ...names, emails: ["a"] }]);
    t.strictSame(row?.validationErrors, [
      { pointer: "/rows/0", detail },
      { pointer: "/rows/0/emails/0", detail: "has no @" },
    ]);
  }
});

t.test(
  "a bad row is rejected with its validation errors, and other rows are processed",
  async (t) => {
    const [good, bad, next] = judge(
      { externalId: "p1", emails: ["a@home.nl"] },
      { externalId: "p2", emails: ["noor@home.nl", "b"] },
      { externalId: "p2", emails: ["b@home.nl"] },
    );
    t.equal(good?.outcome, "invited");
    t.match(bad, {
      outcome: "refused",
      pupil: noor,
      problem: {
        code: "invalid-request",
        detail: sentence,
        validationErrors: [{ pointer: "/rows/1/emails/1", detail: "has no @" }],
      },
    });
    t.equal(next?.outcome, "changed", "an earlier bad row is not a duplicate");
  },
);

t.test("an unknown pupil and an inaccessible pupil are rejected without pupil data", async (t) => {
  const emails = ["a@home.nl"];
  const rows = judge(
    { externalId: "p9", emails },
    { pupilId: "01990000-0000-7000-8000-00000000000f", emails },
    { externalId: "", emails },
    { externalId: "p3", emails },
    { pupilId: stranger.id, emails },
  );
  t.strictSame(
    rows.map(({ problem }) => problem?.code),
    ["not-found", "not-found", "not-found", "forbidden", "forbidden"],
  );
  for (const { outcome, problem, pupil } of rows) {
    t.equal(outcome, "refused");
    t.match(problem?.detail, sentence);
    t.strictSame(problem?.validationErrors, []);
    t.equal(pupil, undefined);
  }
});

t.test("the first of several valid rows for one pupil is used", async (t) => {
  const rows = judge(
    { externalId: "p2", emails: ["a@home.nl"] },
    { externalId: "p1", emails: ["a@home.nl"] },
    { pupilId: wim.id, emails: ["b@home.nl"] },
  );
  t.strictSame(
    rows.map(({ outcome }) => outcome),
    ["changed", "invited", "refused"],
  );
  t.strictSame(rows[2]?.problem?.validationErrors, [
    { pointer: "/rows/2", detail: "is about the same pupil as row 2" },
  ]);
});

t.test(
  "an address with a likely typing error gives a warning, in a valid and an invalid row",
  async (t) => {
    const [right, wrong, none, blank] = readRows([
      { externalId: "p1", emails: ["a@gmail.com"] },
      { externalId: "p1", emails: ["a@home.nl", " A@GMIAL.com "] },
      { externalId: "p1", emails: [" B@Gmail.com. ", "c@ｇｍｉａｌ.com"] },
      { externalId: "p1", emails: ["gmial.com"] },
    ]);
    t.strictSame(right?.warnings, []);
    const detail = "looks mistyped after the @";
    t.strictSame(wrong?.warnings, [
      { pointer: "/rows/1/emails/1", detail, suggestion: "A@gmail.com" },
    ]);
    t.strictSame(none?.warnings, [
      { pointer: "/rows/2/emails/0", detail, suggestion: "B@gmail.com" },
      { pointer: "/rows/2/emails/1", detail, suggestion: "c@gmail.com" },
    ]);
    t.strictSame(blank?.warnings, [], "a text without @ has no domain");
  },
);

t.test(
  "a row that adds an address of a domain without mail is rejected, with its pupil",
  async (t) => {
    const judged = judge(
      { externalId: "p1", emails: ["a@home.nl", "a@dead.nl"] },
      { externalId: "p2", emails: ["a@home.nl"] },
      { externalId: "p9", emails: ["a@dead.nl"] },
    );
    const [refused, ...others] = finish(rejectUndeliverableDomains(judged, new Set(["dead.nl"])));
    t.match(refused, {
      outcome: "refused",
      pupil: wim,
      problem: {
        code: "invalid-request",
        validationErrors: [
          { pointer: "/rows/0/emails/1", detail: "has a domain that accepts no mail" },
        ],
      },
    });
    t.notOk(refused && "change" in refused);
    t.strictSame(others, judged.slice(1));
  },
);
t.test("a row without an address is skipped, whether or not there is such a pupil", async (t) => {
  const rows = judge(
    { externalId: "p2", emails: [] },
    { externalId: "p9", emails: [] },
    { externalId: "p2", emails: ["oma@home.nl"] },
  );
  t.match(rows, [
    { outcome: "skipped", pupil: noor },
    { outcome: "skipped" },
    { outcome: "changed" },
  ]);
  for (const { change, problem } of rows.slice(0, 2)) t.notOk(change ?? problem);
});

t.test("errors of a row of a spreadsheet have its number there", async (t) => {
  const emails = ["a@home.nl"];
  const rows = judge(
    { externalId: "p1", emails, line: 3 },
    { externalId: "p1", emails, line: 5 },
    { externalId: "p2", emails, line: 6, surplusColumn: "F" },
  );
  t.strictSame(
    rows.map(({ problem }) => problem?.validationErrors),
    [
      undefined,
      [{ pointer: "/rows/1", detail: "is about the same pupil as row 3", line: 5 }],
      [
        {
          pointer: "/rows/2",
          detail: "has a value in column F, which has no name in the header",
          line: 6,
        },
      ],
    ],
  );
});
