import Type from "typebox";
import { locales } from "../../domain/locale.ts";
import { networkEnvironments } from "../../domain/network-environment.ts";
import { rolePattern } from "../../domain/roster-text.ts";
import {
  activationLinkDaysMax,
  activationLinkDaysMin,
  retentionDaysMax,
  wholeSchoolRolesMax,
} from "../../domain/school-settings.ts";
import { closed, named, oneOf, publisherKeys } from "./schema.ts";

const settings = {
  name: Type.String({
    minLength: 1,
    maxLength: 200,
    description: "As families read it in their mail.",
    examples: ["De Regenboog"],
  }),
  networkEnvironment: Type.Unsafe<(typeof networkEnvironments)[number] | null>({
    type: ["string", "null"],
    enum: [...networkEnvironments, null],
    description:
      "Through which supplier the pupils log in at home instead of here; `null` when there is none.",
  }),
  networkEnvironmentUrl: Type.Unsafe<string | null>({
    type: ["string", "null"],
    maxLength: 500,
    description:
      "Where families find that environment, an https URL without a user, a password and a fragment, stored as the URL Standard serialises it: the page of a link that does not work here any more leads there.",
    examples: ["https://school.example/inloggen"],
  }),
  homeLoginBesideNetworkEnvironment: Type.Boolean({
    description: "Whether the school uses home login here too, beside its network environment.",
  }),
  locale: oneOf(locales, { description: "The language that comes first in its mails." }),
  retentionDays: Type.Integer({
    minimum: 0,
    maximum: retentionDaysMax,
    description: "For how many days addresses and passwords of a pupil who left are kept.",
  }),
  activationLinkDays: Type.Unsafe<number | null>({
    type: ["integer", "null"],
    minimum: activationLinkDaysMin,
    maximum: activationLinkDaysMax,
    description:
      "For how many days the link in a first mail works; `null` is as long as the service has it. Counts for mails from now on.",
  }),
  wholeSchoolRoles: Type.Array(Type.String({ pattern: rolePattern }), {
    maxItems: wholeSchoolRolesMax,
    uniqueItems: true,
    description:
      "Roles of EDEXML: a teacher to whom the roster gives one of these sees the whole school, and not its own groups alone.",
    examples: [["IB", "DIR"]],
  }),
  publishers: Type.Unsafe<string[]>({
    ...publisherKeys,
    description: "Whose software its pupils may open at home, by key.",
  }),
};

export const School = named(
  "School",
  Type.Object(
    {
      brin: Type.String({ examples: ["01AB"], description: "A location code `00` is left out." }),
      ...settings,
    },
    { description: "A school and how it uses home login." },
  ),
);

export const SchoolUpdate = named(
  "SchoolUpdate",
  closed(Type.Partial(Type.Object(settings)).properties, {
    description: "What is to change (RFC 7396); what is left out stays as it is.",
  }),
);
