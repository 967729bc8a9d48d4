import t from "tap";
import { createLogger } from "../../src/observability/logger.ts";
import { createOutageLog } from "../../src/observability/outage-log.ts";

function start() {
  const lines: string[] = [];
  const logger = createLogger("info", { write: (line) => lines.push(line) });
  let nowMs = 1_000;
  return {
    outages: createOutageLog({ logger, nowMs: () => nowMs }),
    advance: (seconds: number) => {
      nowMs += seconds * 1_000;
    },
    takeLines: () => lines.splice(0).map((line) => JSON.parse(line)),
  };
}

const unavailable = new Error("connect ECONNREFUSED");

t.test("an outage is logged once at its start and once at its end", async (t) => {
  const { outages, advance, takeLines } = start();
  for (let second = 0; second < 20; second += 1) {
    for (let loop = 0; loop < 150; loop += 1) outages.failed("mail", unavailable);
    outages.failed("retention", unavailable);
    outages.failed("readiness", unavailable);
    advance(1);
  }
  const begin = takeLines();
  t.equal(begin.length, 1);
  t.match(begin[0], { level: "error", msg: "background job failed", part: "mail" });
  t.equal(begin[0].err.message, unavailable.message);
  outages.succeeded("mail");
  outages.succeeded("mail");
  outages.succeeded("readiness");
  t.strictSame(takeLines(), [], "no line while another part still fails");
  outages.succeeded("retention");
  outages.succeeded("retention");
  const end = takeLines();
  t.equal(end.length, 1);
  t.match(end[0], { level: "info", msg: "working again", failures: 20 * 152 - 1, seconds: 20 });
});

t.test("a long outage is logged once a minute, with a count for each part", async (t) => {
  const { outages, advance, takeLines } = start();
  for (let second = 0; second <= 180; second += 1) {
    outages.failed("mail", unavailable);
    outages.failed("reminders", unavailable);
    advance(1);
  }
  const lines = takeLines();
  t.strictSame(
    lines.map(({ msg, failures, seconds }) => ({ msg, failures, seconds })),
    [
      { msg: "background job failed", failures: 1, seconds: undefined },
      ...[60, 120, 180].map((seconds) => ({ msg: "still failing", failures: 120, seconds })),
    ],
  );
  t.strictSame(lines[1].parts, ["mail", "reminders"]);
});

t.test("a part that fails intermittently is logged at most twice a minute", async (t) => {
  const { outages, advance, takeLines } = start();
  for (let second = 0; second < 180; second += 1) {
    outages.failed("mail", unavailable);
    outages.succeeded("mail");
    advance(1);
  }
  t.strictSame(
    takeLines().map(({ msg, failures }) => ({ msg, failures })),
    [1, 60, 60].flatMap((failures) => [
      { msg: "background job failed", failures },
      { msg: "working again", failures: 0 },
    ]),
  );
});

t.test("a success without an earlier failure is not logged", async (t) => {
  const { outages, takeLines } = start();
  outages.succeeded("mail", "database connection");
  t.strictSame(takeLines(), []);
});

t.test("the first line names the failure in the words of the operator's guide", async (t) => {
  for (const [part, message] of [
    ["database connection", "database connection lost"],
    ["readiness", "not ready"],
    ["link requests", "background job failed"],
  ] as const) {
    const { outages, takeLines } = start();
    outages.failed(part, unavailable);
    t.equal(takeLines()[0].msg, message);
  }
});
