import t from "tap";
import {
  judgeRows,
  type RequestedRow,
  readRows,
  refuseDeadDomains,
  type SchoolState,
  splitByHousehold,
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

t.test("a pupil without addresses is invited, one with others is changed", async (t) => {
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
});

t.test(
  "the same addresses in another order are no change, and nothing is to be written",
  async (t) => {
    const [judged] = judge({ pupilId: noor.id, emails: ["VADER@home.nl", "noor@home.nl"] });
    t.match(judged, { outcome: "unchanged", pupil: noor });
    t.notOk(judged && "change" in judged);
  },
);

t.test("a pupil goes by either of its names, its id in capitals too", async (t) => {
  const emails = ["a@home.nl"];
  t.match(judge({ pupilId: wim.id.toUpperCase(), emails }), [{ pupil: wim }]);
  t.match(judge({ externalId: "p1", emails }), [{ pupil: wim }]);
});

t.test(
  "a row names its pupil once, and is read all the same to tell its other faults",
  async (t) => {
    const detail = "names its pupil by externalId or pupilId: give one";
    for (const names of [{}, { externalId: "p1", pupilId: wim.id }]) {
      const [row] = readRows([{ ...names, emails: ["a"] }]);
      t.same(row?.validationErrors, [
        { pointer: "/rows/0", detail },
        { pointer: "/rows/0/emails/0", detail: "has no @" },
      ]);
    }
  },
);

t.test("a bad row is refused with its faults and holds up no other", async (t) => {
  const [good, bad, next] = judge(
    { externalId: "p1", emails: ["a@home.nl"] },
    { externalId: "p2", emails: ["noor@home.nl", "b"] },
    { externalId: "p2", emails: ["b@home.nl"] },
  );
  t.equal(good?.outcome, "invited");
  t.match(bad, {
    outcome: "refused",
    pupil: noor,
    refusal: {
      code: "invalid-request",
      detail: sentence,
      validationErrors: [{ pointer: "/rows/1/emails/1", detail: "has no @" }],
    },
  });
  t.equal(next?.outcome, "changed", "a bad row before it does not count");
});

t.test("who is not there, and who is out of reach, is refused without a pupil", async (t) => {
  const emails = ["a@home.nl"];
  const rows = judge(
    { externalId: "p9", emails },
    { pupilId: "01990000-0000-7000-8000-00000000000f", emails },
    { externalId: "", emails },
    { externalId: "p3", emails },
    { pupilId: stranger.id, emails },
  );
  t.same(
    rows.map(({ refusal }) => refusal?.code),
    ["not-found", "not-found", "not-found", "forbidden", "forbidden"],
  );
  for (const { outcome, refusal, pupil } of rows) {
    t.equal(outcome, "refused");
    t.match(refusal?.detail, sentence);
    t.same(refusal?.validationErrors, []);
    t.equal(pupil, undefined);
  }
});

t.test("of good rows about the same pupil the first counts", async (t) => {
  const rows = judge(
    { externalId: "p2", emails: ["a@home.nl"] },
    { externalId: "p1", emails: ["a@home.nl"] },
    { pupilId: wim.id, emails: ["b@home.nl"] },
  );
  t.same(
    rows.map(({ outcome }) => outcome),
    ["changed", "invited", "refused"],
  );
  t.same(rows[2]?.refusal?.validationErrors, [
    { pointer: "/rows/2", detail: "is about the same pupil as row 2" },
  ]);
});

t.test("an address that looks mistyped is a warning, whether it is one or not", async (t) => {
  const [right, wrong, none, blank] = readRows([
    { externalId: "p1", emails: ["a@gmail.com"] },
    { externalId: "p1", emails: ["a@home.nl", " A@GMIAL.com "] },
    { externalId: "p1", emails: [" B@Gmail.com. ", "c@ｇｍｉａｌ.com"] },
    { externalId: "p1", emails: ["gmial.com"] },
  ]);
  t.same(right?.warnings, []);
  const detail = "looks mistyped after the @";
  t.same(wrong?.warnings, [{ pointer: "/rows/1/emails/1", detail, suggestion: "A@gmail.com" }]);
  t.same(none?.warnings, [
    { pointer: "/rows/2/emails/0", detail, suggestion: "B@gmail.com" },
    { pointer: "/rows/2/emails/1", detail, suggestion: "c@gmail.com" },
  ]);
  t.same(blank?.warnings, [], "what has no @ has no domain");
});

t.test(
  "a row that would add an address without mail is refused, and keeps its pupil",
  async (t) => {
    const judged = judge(
      { externalId: "p1", emails: ["a@home.nl", "a@dead.nl"] },
      { externalId: "p2", emails: ["a@home.nl"] },
      { externalId: "p9", emails: ["a@dead.nl"] },
    );
    const [refused, ...others] = finish(refuseDeadDomains(judged, new Set(["dead.nl"])));
    t.match(refused, {
      outcome: "refused",
      pupil: wim,
      refusal: {
        code: "invalid-request",
        validationErrors: [
          { pointer: "/rows/0/emails/1", detail: "has a domain that takes no mail" },
        ],
      },
    });
    t.notOk(refused && "change" in refused);
    t.same(others, judged.slice(1));
  },
);

/** Rows by name, each with the addresses that it adds. */
function splitNames(rows: Readonly<Record<string, readonly string[]>>, size: number) {
  const changes = Object.entries(rows).map(([name, keys]) => ({
    name,
    change: { kept: [], added: keys.map(address), removed: [] },
  }));
  return splitByHousehold(changes, size).map((part) => part.map(({ name }) => name));
}

t.test("rows are split into parts of a size, in their order", async (t) => {
  t.same(splitNames({ a: ["1"], b: ["2"], c: ["3"], d: ["4"], e: [] }, 2), [
    ["a", "b"],
    ["c", "d"],
    ["e"],
  ]);
  t.same(splitNames({}, 2), []);
});

t.test("who shares a new address is in the same part, though that is larger", async (t) => {
  t.same(splitNames({ a: ["1"], b: ["2"], c: ["1"], d: ["1"] }, 2), [["a", "c", "d"], ["b"]]);
});

t.test("households that come together by a later row are one", async (t) => {
  const rows = { a: ["1"], b: ["2"], c: ["2"], d: ["3"], e: ["1", "2"], f: ["1"], g: ["2"] };
  const [household, other] = splitNames(rows, 1);
  t.same(household?.toSorted(), ["a", "b", "c", "e", "f", "g"]);
  t.same(other, ["d"]);
  const [twice] = splitNames({ a: ["1", "2"], b: ["1", "2"] }, 1);
  t.same(twice, ["a", "b"]);
});
