import Type from "typebox";
import { locales } from "../../domain/language/locale.ts";
import { roleLengthMax, rolePattern } from "../../domain/roster/text.ts";
import { contactLengthMax } from "../../domain/school/contact.ts";
import { letterModes } from "../../domain/school/letters.ts";
import { networkEnvironments } from "../../domain/school/network-environment.ts";
import {
  activationLinkDaysMax,
  activationLinkDaysMin,
  retentionDaysMax,
  wholeSchoolRolesMax,
} from "../../domain/school/settings.ts";
import { closed, listed, named, oneOf, paragraphs, publisherKeys } from "./schema.ts";

const settings = {
  name: Type.String({
    minLength: 1,
    maxLength: 200,
    description:
      "Name of the school, as it appears in mails to families. A roster does not change it.",
    examples: ["De Regenboog"],
  }),
  networkEnvironment: Type.Unsafe<(typeof networkEnvironments)[number] | null>({
    type: ["string", "null"],
    enum: [...networkEnvironments, null],
    description: paragraphs(
      "Network environment of the school: a product of another supplier through which pupils log in at home; `null` when there is none. The list is fixed.",
      "When it is set and `homeLoginBesideNetworkEnvironment` is `false`, new addresses and the use of a link answer 409 `network-environment`. Pupils that have a password already can still log in with it.",
    ),
  }),
  networkEnvironmentUrl: Type.Unsafe<string | null>({
    type: ["string", "null"],
    maxLength: 500,
    description:
      "URL where families log in to the network environment, shown to a family whose link no longer works here; `null` when it is unknown. It must be an https URL without user name, password and fragment. The response can have an equivalent form, for example with a `/` at the end. It has no effect, and keeps its value, when `networkEnvironment` is `null`.",
    examples: ["https://school.example/inloggen"],
  }),
  homeLoginBesideNetworkEnvironment: Type.Boolean({
    description:
      "`true`: pupils use this service and the network environment. It has no effect when `networkEnvironment` is `null`.",
  }),
  locale: oneOf(locales, {
    description: "Language that comes first in mails to families: each mail has both languages.",
  }),
  contact: Type.Unsafe<string | null>({
    type: ["string", "null"],
    minLength: 1,
    maxLength: contactLengthMax,
    description: paragraphs(
      "Where families reach the school: an e-mail address, or an https URL without user name, password and fragment; `null` when it is unknown. Mails and pages that tell a family to ask the school then have a link to it, and so have letters. Pages that do not know the school, such as those of a failed login, have none.",
      "It is written in mails to all families of the school, so use an address that several people read. The response can have an equivalent form, for example without spaces around the address or with a `/` at the end of the URL.",
    ),
    examples: ["info@regenboog.example", "https://regenboog.example/contact"],
  }),
  letters: oneOf(letterModes, {
    description: listed(
      "What a parent can do with the code of a letter (`createLetters`). A change has an immediate effect, also for letters that are already printed.",
      {
        off: "nothing. `createLetters` answers 409.",
        ask: "propose an address, which a teacher or a coordinator accepts first.",
        "at-once": "add an address, while the pupil has fewer than two.",
      },
    ),
  }),
  retentionDays: Type.Integer({
    minimum: 0,
    maximum: retentionDaysMax,
    description:
      "Days after which a former pupil is erased with its addresses, passwords and links. Audit events keep its id. `0`: at the next cleanup, which runs every hour. A former pupil cannot log in during these days.",
  }),
  activationLinkDays: Type.Unsafe<number | null>({
    type: ["integer", "null"],
    minimum: activationLinkDaysMin,
    maximum: activationLinkDaysMax,
    description:
      "Days for which the link of an invitation is valid; `null` uses the default of the service: 14, unless the operator has set another. A change applies to links that are created after it, not to links for a new password.",
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
        "Role codes of EDEXML. A teacher with one of these roles in the roster has access to all groups of the school. A change has an immediate effect, also for tokens that are already issued.",
      examples: [["IB", "DIR"]],
    },
  ),
  publishers: Type.Unsafe<string[]>({
    ...publisherKeys,
    description:
      "Keys of the publishers whose software the pupils can open at home. Each of them receives the data that `listPublishers` names, from the next launch. A key that is not in the catalogue of the service answers 400.",
  }),
};

export const School = named(
  "School",
  Type.Object(
    {
      brin: Type.String({
        examples: ["01AB", "01AB02"],
        description:
          "BRIN of the school: two digits and two capitals, such as `01AB`. A location code other than `00` follows, such as `01AB02`.",
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
      "The settings to change, as a JSON Merge Patch (RFC 7396). An omitted setting keeps its value. `null` is accepted only where the schema allows it. A list is replaced as a whole. `{}` changes nothing.",
  }),
);
