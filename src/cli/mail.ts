import { createBouncedMailService } from "../services/operator/bounced-mail.ts";
import { createAudit } from "../services/shared/audit.ts";
import { createInvite } from "../services/shared/invitations.ts";
import { createMailCoolDown } from "../services/shared/mail-cool-down.ts";
import { type CommandContext, type Commands, UsageError } from "./command.ts";

/** RFC 3339 §5.6, always with an offset. */
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

const serviceOf = (context: CommandContext) => {
  const { random, keys, settings } = context;
  const coolDown = createMailCoolDown({ keys, ...settings });
  return createBouncedMailService({
    ...context,
    audit: createAudit(context),
    invite: createInvite({
      random,
      lifetimes: {
        activationSeconds: settings.activationLinkLifetimeSeconds,
        passwordResetSeconds: settings.passwordResetLinkLifetimeSeconds,
      },
      coolDown,
    }),
    coolDown,
  });
};

export const mailCommands: Commands = {
  resend: {
    summary: "Send a new invitation to addresses whose mail bounced or failed since then.",
    options: { "bounced-since": { count: "one", value: "RFC 3339" } },
    run: async (context, values) => ({
      ...(await serviceOf(context).resend(parseMoment(values.one("bounced-since")))),
    }),
  },
};

function parseMoment(text: string): Date {
  const moment = new Date(text);
  if (dateTime.test(text) && !Number.isNaN(moment.getTime())) return moment;
  throw new UsageError("--bounced-since must be a date and time such as 2026-09-01T08:00:00Z.");
}
