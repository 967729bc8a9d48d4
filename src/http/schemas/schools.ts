import Type from "typebox";
import { locales } from "../../domain/locale.ts";
import { roleLengthMax, rolePattern } from "../../domain/roster/text.ts";
import { networkEnvironments } from "../../domain/school/network-environment.ts";
import {
  activationLinkDaysMax,
  activationLinkDaysMin,
  retentionDaysMax,
  wholeSchoolRolesMax,
} from "../../domain/school/settings.ts";
import { closed, named, oneOf, publisherKeys } from "./schema.ts";

const settings = {
  name: Type.String({
    minLength: 1,
    maxLength: 200,
    description: "Name of the school, as it appears in mails to families.",
    examples: ["De Regenboog"],
  }),
  networkEnvironment: Type.Unsafe<(typeof networkEnvironments)[number] | null>({
    type: ["string", "null"],
    enum: [...networkEnvironments, null],
    description:
      "Supplier of the network environment through which the pupils log in at home instead of through this service; `null` when there is none.",
  }),
  networkEnvironmentUrl: Type.Unsafe<string | null>({
    type: ["string", "null"],
    maxLength: 500,
    description:
      "URL where families log in to the network environment, shown to a family whose link no longer works here; `null` when it is unknown. It must be an https URL without user name, password and fragment. It is stored in the form that the URL Standard serialises.",
    examples: ["https://school.example/inloggen"],
  }),
  homeLoginBesideNetworkEnvironment: Type.Boolean({
    description: "Whether the school also uses this service when it has a network environment.",
  }),
  locale: oneOf(locales, { description: "Language that comes first in mails to families." }),
  retentionDays: Type.Integer({
    minimum: 0,
    maximum: retentionDaysMax,
    description: "Number of days that the addresses and passwords of a former pupil are kept.",
  }),
  activationLinkDays: Type.Unsafe<number | null>({
    type: ["integer", "null"],
    minimum: activationLinkDaysMin,
    maximum: activationLinkDaysMax,
    description:
      "Lifetime of the link in an activation mail, in days; `null` uses the default of the service. A change applies to mails that are requested after it.",
  }),
  wholeSchoolRoles: Type.Array(
    Type.String({
      maxLength: roleLengthMax,
      pattern: rolePattern,
      description: "A role code of EDEXML.",
    }),
    {
      maxItems: wholeSchoolRolesMax,
      uniqueItems: true,
      description:
        "Role codes of EDEXML. A teacher with one of these roles in the roster has access to all groups of the school, not only to its own groups.",
      examples: [["IB", "DIR"]],
    },
  ),
  publishers: Type.Unsafe<string[]>({
    ...publisherKeys,
    description: "Keys of the publishers whose software the pupils can open at home.",
  }),
};

export const School = named(
  "School",
  Type.Object(
    {
      brin: Type.String({
        examples: ["01AB"],
        description:
          "BRIN, the Dutch school number: four characters, followed by the two-digit location code unless that is `00`.",
      }),
      ...settings,
    },
    { description: "A school and its settings for home login." },
  ),
);

export const SchoolUpdate = named(
  "SchoolUpdate",
  closed(Type.Partial(Type.Object(settings)).properties, {
    description:
      "The settings to change, as a JSON Merge Patch (RFC 7396). An omitted setting keeps its value.",
  }),
);
