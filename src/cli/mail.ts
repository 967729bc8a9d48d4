import { type Commands, UsageError } from "./command.ts";

/** RFC 3339 §5.6, always with an offset. */
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

export const mailCommands: Commands = {
  resend: {
    summary: "Send a new invitation to addresses whose mail bounced or failed since then.",
    options: { "bounced-since": { count: "one", value: "RFC 3339" } },
    run: async ({ bouncedMail }, values) => ({
      ...(await bouncedMail.resend(parseTimestamp(values.one("bounced-since")))),
    }),
  },
};

function parseTimestamp(text: string): Date {
  const time = new Date(text);
  if (dateTime.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new UsageError("--bounced-since must be a date and time such as 2026-09-01T08:00:00Z.");
}
