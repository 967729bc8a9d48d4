import Type from "typebox";
import { addressStatuses } from "../../domain/home-login.ts";
import { loginMethods } from "../../domain/school/settings.ts";
import { page } from "./pagination.ts";
import { closed, named, oneOf, publisherKeys, ref, textOrNull, uuid } from "./schema.ts";

const externalId = Type.String({ description: "Key in the pupil administration system." });

const name = {
  firstName: textOrNull({
    description: "First name (Dutch: roepnaam); `null` when it is unknown.",
    examples: ["Wimpie"],
  }),
  infix: textOrNull({
    description:
      "Prefix of the last name, such as `van der` (Dutch: voorvoegsel); `null` when there is none.",
    examples: ["van der"],
  }),
  lastName: textOrNull({
    description: "Last name without prefix (Dutch: achternaam); `null` when it is unknown.",
    examples: ["Hof"],
  }),
};

const settings = {
  loginMethod: oneOf(loginMethods, {
    description:
      "How pupils log in at home: `password` is by password; `picture` also allows pictures on a device that a parent has registered. It applies to pupils whose main group this is.",
  }),
  publishers: Type.Unsafe<string[] | null>({
    ...publisherKeys,
    type: ["array", "null"],
    description:
      "Keys of the publishers whose software the pupils of this group can open at home. It is a subset of the publishers of the school; `null` means all of them.",
  }),
};

const groupProperties = {
  id: uuid("Id of the group, a UUID."),
  externalId,
  name: Type.String({ examples: ["4A"], description: "Name of the group at the school." }),
  yearGroup: textOrNull({
    description:
      "Year group as in EDEXML (Dutch: jaargroep), such as `4`; `null` when it is unknown.",
    examples: ["4"],
  }),
  ...settings,
  pupilCount: Type.Integer({ description: "Number of pupils in the group." }),
  homeLoginCount: Type.Integer({
    description: "Number of pupils in the group with home login.",
  }),
};

export const Group = named(
  "Group",
  Type.Object(groupProperties, { description: "A group (class) of the school." }),
);

export const GroupUpdate = named(
  "GroupUpdate",
  closed(Type.Partial(Type.Object(settings)).properties, {
    description:
      "The settings to change, as a JSON Merge Patch (RFC 7396). An omitted setting keeps its value.",
  }),
);

export const Teacher = named(
  "Teacher",
  Type.Object(
    { id: uuid("Id of the teacher, a UUID."), externalId, ...name },
    { description: "A teacher of a group." },
  ),
);

export const Pupil = named(
  "Pupil",
  Type.Object(
    {
      id: uuid("Id of the pupil in this service, a UUID."),
      externalId,
      ...name,
      picture: textOrNull({
        description:
          "Icon of the pupil as in EDEXML (Dutch: leerlingplaatje); `null` when there is none.",
      }),
      homeLogin: Type.Object(
        {
          enabled: Type.Boolean({
            description:
              "Whether the pupil has home login, that is, has at least one home address.",
          }),
          addresses: Type.Array(
            Type.Object({
              email: Type.String({
                description: "The home address, spelled as the school entered it.",
              }),
              status: oneOf(addressStatuses, {
                description: "State of the address; `HomeLogin` explains the values.",
              }),
            }),
            {
              maxItems: 2,
              description: "The home addresses of the pupil; empty when it has none.",
            },
          ),
        },
        { description: "The home login of the pupil." },
      ),
    },
    { description: "A pupil in a list, with the state of its home login." },
  ),
);

export const GroupScreen = named(
  "GroupScreen",
  Type.Object(
    {
      ...groupProperties,
      teachers: Type.Array(ref(Teacher), { description: "The teachers of the group." }),
      pupils: Type.Array(ref(Pupil), {
        description: "The pupils of the group, sorted by last and first name.",
      }),
    },
    { description: "A group with its teachers and pupils." },
  ),
);

export const GroupPage = page("GroupPage", Group);
export const PupilPage = page("PupilPage", Pupil);
