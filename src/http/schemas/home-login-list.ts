import Type from "typebox";
import { addressStatuses } from "../../domain/home-login.ts";
import type { Locale } from "../../domain/language/locale.ts";
import { mailReasons } from "../../domain/mail/reason.ts";
import { mapInSteps, type Steps } from "../../domain/steps.ts";
import { writeCsvInSteps } from "../../formats/csv.ts";
import { columnTitle, statusText, timeText, yesOrNoText } from "../../formats/table-texts.ts";
import type { ReportedPupil as Reported } from "../../services/school/home-login-list.ts";
import { formulaRule, spreadsheetForm } from "./bulk-activations.ts";
import { page } from "./pagination.ts";
import { named, oneOf, paragraphs, personName, textOrNull, timestamp, uuid } from "./schema.ts";

/** Key, name and main group of a pupil. */
export const pupilNames = {
  externalId: Type.String({
    description: "Key of the pupil in the pupil administration system.",
  }),
  ...personName("Sanne", "Hof"),
  group: Type.Unsafe<unknown>({
    type: ["object", "null"],
    description: "Main group of the pupil; `null` when it has none.",
    required: ["id", "name"],
    properties: {
      id: uuid("Id of the group, a UUID."),
      name: Type.String({ description: "Name of the group at the school.", examples: ["4A"] }),
    },
  }),
};

export const ReportedPupil = named(
  "ReportedPupil",
  Type.Object(
    {
      id: uuid("Id of the pupil in this service, a UUID."),
      ...pupilNames,
      hasEckId: Type.Boolean({
        description:
          "Whether the roster has an ECK iD of the pupil. Without it a publisher that needs the ECK iD receives only the pseudonym.",
      }),
      addresses: Type.Array(
        Type.Object({
          email: Type.String({
            description: "The home address, as the school entered it.",
            examples: ["ouder@example.nl"],
          }),
          status: oneOf(addressStatuses, {
            description:
              "State of the address. The values are those of `addresses[].status` in `getHomeLogin`.",
          }),
          since: timestamp(
            "Time at which this state began, in UTC. For `activated` it is the time of the newest password, for `invited` that of the newest invitation.",
          ),
          reason: Type.Unsafe<unknown>({
            type: ["string", "null"],
            enum: [...Object.keys(mailReasons), null],
            description:
              "Why the newest mail has not arrived, or why the address has the status `bounced`; `null` when there is no known problem. The values are those of `mail.reason` in `getHomeLogin`.",
          }),
          explanation: textOrNull({
            description:
              "The reason as a sentence for teachers, in the language of `Accept-Language`, otherwise in that of the school; `null` when `reason` is `null`.",
          }),
        }),
        { maxItems: 2, description: "The home addresses of the pupil; empty when it has none." },
      ),
    },
    { description: "A pupil with its main group and the states of its home addresses." },
  ),
);

export const ReportedPupilPage = page("ReportedPupilPage", ReportedPupil);

/** Columns of a pupil and one of its home addresses. */
export const addressColumns = [
  "externalId",
  "firstName",
  "infix",
  "lastName",
  "group",
  "email",
  "status",
] as const;

const columns = [...addressColumns, "since", "explanation", "hasEckId"] as const;

export const HomeLoginTable = named(
  "HomeLoginTable",
  Type.String({
    description: paragraphs(
      `A CSV table with one line for each home address, with the columns ${columns.map((name) => `\`${name}\``).join(", ")}. \`group\` is the name of the main group. A pupil without an address has one line with the status \`none\`; \`email\`, \`since\` and \`explanation\` are then empty. \`since\` is the time in the Netherlands, such as \`2026-09-01 20:30\`. \`hasEckId\` is \`yes\` or \`no\`.`,
      "With `Accept-Language: en` the columns and states have these names. In Dutch, the default, they have Dutch ones: the columns are `leerlingnummer`, `roepnaam`, `voorvoegsel`, `achternaam`, `groep`, `e-mail`, `stand`, `sinds`, `uitleg` and `ECK iD` (`ja` or `nee`).",
      spreadsheetForm,
      formulaRule,
    ),
  }),
);

export function* tableOf(pupils: readonly Reported[], locale: Locale): Steps<string> {
  const rows = yield* mapInSteps(pupils, ({ id: _id, group, hasEckId, addresses, ...pupil }) => {
    const name = {
      ...pupil,
      group: group?.name ?? null,
      hasEckId: yesOrNoText(hasEckId, locale),
    };
    if (addresses.length === 0) return [{ ...name, status: statusText("none", locale) }];
    return addresses.map(({ email, status, since, explanation }) => ({
      ...name,
      email,
      status: statusText(status, locale),
      since: timeText(since),
      explanation,
    }));
  });
  return yield* writeCsvInSteps(columns, rows.flat(), ";", (column) => columnTitle(column, locale));
}
