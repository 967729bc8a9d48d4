import Type from "typebox";
import type { Locale } from "../../domain/language/locale.ts";
import {
  explainSkip,
  type ResendSkipReason,
  resendSkipReasons,
  resendStatuses,
} from "../../domain/mail/bulk-resend.ts";
import { mapInSteps, type Steps } from "../../domain/steps.ts";
import { writeCsvInSteps } from "../../formats/csv.ts";
import { columnTitle, outcomeText, statusText } from "../../formats/table-texts.ts";
import type { ResendItem } from "../../services/school/activation-mails.ts";
import { formulaRule, spreadsheetForm } from "./bulk-activations.ts";
import { addressColumns, pupilNames } from "./home-login-list.ts";
import { closed, listed, named, oneOf, paragraphs, uuid } from "./schema.ts";

const outcomes = ["queued", "skipped"] as const;
const reasons = Object.keys(resendSkipReasons) as ResendSkipReason[];
const status = oneOf(resendStatuses, {
  description:
    "State of the address in which the request found it. The values are those of `addresses[].status` in `getHomeLogin`.",
});

export const BulkActivationMailsRequest = named(
  "BulkActivationMailsRequest",
  closed(
    {
      groupId: Type.Optional(
        uuid(
          "Id of a group, a UUID: only pupils whose main group or combined group it is. An unknown group answers 404, and a group that the teacher does not teach 403. When it is absent, the request is about all pupils of the school, or of the groups of the teacher.",
        ),
      ),
      statuses: Type.Array(
        oneOf(resendStatuses, {
          description: listed("A state of addresses.", {
            invited: "the family has not set a password yet, and its link is valid.",
            expired: "the newest link has expired.",
            bounced: "the newest mail did not arrive.",
          }),
        }),
        {
          minItems: 1,
          maxItems: resendStatuses.length,
          uniqueItems: true,
          description:
            "The states of the addresses that are invited again. An address with a password (`activated`) gets no mail in bulk; use `sendActivationMails` for it.",
          examples: [["expired", "bounced"]],
        },
      ),
    },
    { description: "The addresses that are invited again: by state, and optionally by group." },
  ),
);

const count = (description: string) => Type.Integer({ minimum: 0, description });

export const BulkActivationMails = named(
  "BulkActivationMails",
  Type.Object(
    {
      counts: Type.Object(
        {
          queued: count(
            "Number of addresses that are invited again. Pupils with the same address share one mail.",
          ),
          skipped: count("Number of addresses that get no mail; `reason` says why."),
        },
        { description: "Number of addresses for each outcome." },
      ),
      items: Type.Array(
        Type.Object(
          {
            pupilId: uuid("Id of the pupil in this service, a UUID."),
            ...pupilNames,
            email: Type.String({
              description: "The home address, as the school entered it.",
              examples: ["ouder@example.nl"],
            }),
            status,
            outcome: oneOf(outcomes, {
              description: listed("What happens to the address.", {
                queued:
                  "a mail is queued. It is sent immediately, or when the cool-down of the address ends (at most one day).",
                skipped: "no mail is sent; `reason` says why.",
              }),
            }),
            reason: Type.Optional(
              oneOf(reasons, {
                description: listed(
                  "Why no mail is sent; absent for `queued`.",
                  Object.fromEntries(
                    reasons.map((reason) => [reason, resendSkipReasons[reason].meaning]),
                  ),
                ),
              }),
            ),
          },
          { description: "The result for one address of one pupil." },
        ),
        {
          description:
            "The result for each address that has one of the states, sorted by last and first name of the pupil.",
        },
      ),
    },
    {
      description:
        "The result for each address. With `dryRun=true` it is the result that the request would have.",
    },
  ),
);

const columns = [...addressColumns, "outcome", "explanation"] as const;

export const BulkActivationMailsTable = named(
  "BulkActivationMailsTable",
  Type.String({
    description: paragraphs(
      `A CSV table with one line for each address, with the columns ${columns.map((name) => `\`${name}\``).join(", ")}. \`group\` is the name of the main group. \`explanation\` says in a sentence why an address is skipped.`,
      "With `Accept-Language: en` the columns and values have these names. In Dutch, the default, they have Dutch ones: the columns are `leerlingnummer`, `roepnaam`, `voorvoegsel`, `achternaam`, `groep`, `e-mail`, `stand`, `uitkomst` and `uitleg`.",
      spreadsheetForm,
      formulaRule,
    ),
  }),
);

/** Serialises the response as JSON, in steps because it can have many items. */
export function* bulkActivationMailsText(all: readonly ResendItem[]): Steps<string> {
  const items = yield* mapInSteps(all, (item) => {
    const { pupilId, externalId, firstName, infix, lastName, group, email, status, reason } = item;
    const pupil = { pupilId, externalId, firstName, infix, lastName, group };
    return JSON.stringify({ ...pupil, email, status, outcome: outcomeOf(item), reason });
  });
  const skipped = all.filter(({ reason }) => reason !== undefined).length;
  const counts = { queued: all.length - skipped, skipped };
  return `{"counts":${JSON.stringify(counts)},"items":[${items.join()}]}`;
}

/** Writes the response as a table for a spreadsheet. */
export function* bulkActivationMailsTable(
  all: readonly ResendItem[],
  locale: Locale,
): Steps<string> {
  const rows = yield* mapInSteps(all, (item) => {
    const { externalId, firstName, infix, lastName, group, email, status, reason } = item;
    const pupil = { externalId, firstName, infix, lastName, group: group?.name };
    const explanation = reason && explainSkip(reason, locale);
    const outcome = outcomeText(outcomeOf(item), locale);
    return { ...pupil, email, status: statusText(status, locale), outcome, explanation };
  });
  return yield* writeCsvInSteps(columns, rows, ";", (column) => columnTitle(column, locale));
}

function outcomeOf({ reason }: ResendItem): (typeof outcomes)[number] {
  return reason === undefined ? "queued" : "skipped";
}
