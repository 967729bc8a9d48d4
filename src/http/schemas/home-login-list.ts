import Type from "typebox";
import { addressStatuses } from "../../domain/home-login.ts";
import { mailReasons } from "../../domain/mail-reason.ts";
import { writeCsv } from "../../formats/csv.ts";
import type { ReportedPupil as Reported } from "../../services/school/home-login-list.ts";
import { page } from "./pagination.ts";
import { named, oneOf, textOrNull, timestamp, uuid } from "./schema.ts";

export const ReportedPupil = named(
  "ReportedPupil",
  Type.Object(
    {
      id: uuid("Of the pupil."),
      externalId: Type.String({ description: "Its key in the pupil administration." }),
      firstName: textOrNull({ description: "Roepnaam.", examples: ["Wimpie"] }),
      infix: textOrNull({ description: "Voorvoegsel.", examples: ["van der"] }),
      lastName: textOrNull({ description: "Achternaam.", examples: ["Hof"] }),
      group: Type.Unsafe<unknown>({
        type: ["object", "null"],
        description: "The pupil's own group.",
        required: ["id", "name"],
        properties: { id: uuid("Of the group."), name: Type.String({ examples: ["4A"] }) },
      }),
      addresses: Type.Array(
        Type.Object({
          email: Type.String({ description: "As it was typed.", examples: ["ouder@example.nl"] }),
          status: oneOf(addressStatuses, { description: "As in the home login." }),
          since: timestamp("Since when it is in that state."),
          reason: Type.Unsafe<unknown>({
            type: ["string", "null"],
            enum: [...Object.keys(mailReasons), null],
            description: "Why its mail has bounced or not arrived yet.",
          }),
          explanation: textOrNull({
            description: "The same for a teacher, in the language of the school.",
          }),
        }),
        { maxItems: 2, description: "None: nobody has entered an address yet." },
      ),
    },
    { description: "A pupil, and whether it can log in at home." },
  ),
);

export const ReportedPupilPage = page("ReportedPupilPage", ReportedPupil);

const columns = [
  "externalId",
  "firstName",
  "infix",
  "lastName",
  "group",
  "email",
  "status",
  "since",
  "explanation",
] as const;

export const HomeLoginTable = named(
  "HomeLoginTable",
  Type.String({
    description: `A line for each address and one for each pupil without, whose status is \`none\`. With a header, semicolons and a byte order mark, as a Dutch spreadsheet opens it: ${columns.join(", ")}. No cell is taken for a formula.`,
  }),
);

export function tableOf(pupils: readonly Reported[]): string {
  const rows = pupils.flatMap(({ id: _id, group, addresses, ...pupil }) => {
    const name = { ...pupil, group: group?.name ?? null };
    if (addresses.length === 0) return [{ ...name, status: "none" }];
    return addresses.map(({ email, status, since, explanation }) => ({
      ...name,
      email,
      status,
      since: since.toISOString(),
      explanation,
    }));
  });
  return writeCsv(columns, rows, ";");
}
