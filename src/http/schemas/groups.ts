import Type from "typebox";
import { addressStatuses } from "../../domain/home-login.ts";
import { type Drawing, drawings } from "../../domain/school/drawing.ts";
import { loginMethods } from "../../domain/school/settings.ts";
import { page } from "./pagination.ts";
import {
  closed,
  listed,
  named,
  oneOf,
  paragraphs,
  personName,
  publisherKeys,
  ref,
  textOrNull,
  uuid,
} from "./schema.ts";

const externalId = (noun: string) =>
  Type.String({ description: `Key of the ${noun} in the pupil administration system.` });

const settings = {
  loginMethod: oneOf(loginMethods, {
    description: paragraphs(
      listed("How pupils log in at home. It applies to pupils whose main group this is.", {
        password: "with a password only.",
        picture: "with a password, or with pictures on a registered device.",
      }),
      "After a change to `password` no pupil can log in with pictures. Picture codes, devices and open sessions are kept; the codes work again after a change back.",
    ),
  }),
  publishers: Type.Unsafe<string[] | null>({
    ...publisherKeys,
    type: ["array", "null"],
    description:
      "Keys of the publishers whose software pupils can open at home. It applies to pupils whose main group this is. `null` means all publishers of the school, `[]` none. A key that is not in `publishers` of the school answers 400. A publisher that the school removes later can no longer be opened.",
  }),
};

const groupProperties = {
  id: uuid("Id of the group, a UUID."),
  externalId: externalId("group"),
  name: Type.String({ examples: ["4A"], description: "Name of the group at the school." }),
  yearGroup: textOrNull({
    description:
      "Code of the year group, as the roster has it (Dutch: jaargroep), such as `4`: any text of at most 200 characters; `null` when it is unknown.",
    examples: ["4"],
  }),
  ...settings,
  pupilCount: Type.Integer({
    description:
      "Number of pupils in the group, including pupils for which it is a combined group.",
  }),
  homeLoginCount: Type.Integer({
    description: "Number of these pupils that have at least one home address.",
  }),
};

export const Group = named(
  "Group",
  Type.Object(groupProperties, {
    description:
      "A group (class) of the school. It is the main group or a combined group of its pupils.",
  }),
);

export const GroupUpdate = named(
  "GroupUpdate",
  closed(Type.Partial(Type.Object(settings)).properties, {
    description:
      "The settings to change, as a JSON Merge Patch (RFC 7396). An omitted setting keeps its value. A list is replaced as a whole.",
  }),
);

export const Teacher = named(
  "Teacher",
  Type.Object(
    {
      id: uuid("Id of the teacher, a UUID."),
      externalId: externalId("teacher"),
      ...personName("Joke", "Berk"),
    },
    { description: "A teacher of a group." },
  ),
);

/** Properties with the picture beside the name of a pupil. */
export const pupilPicture = {
  picture: textOrNull({
    description:
      "Picture beside the name of the pupil (Dutch: leerlingplaatje): the key of a drawing, which `updatePupil` lists, or another text from a JSON roster; `null` when there is none. It has no relation to the picture code.",
    examples: ["owl"],
  }),
  pictureUrl: Type.Unsafe<string | null>({
    type: ["string", "null"],
    format: "uri",
    description:
      "URL of the drawing, an SVG image that needs no token and that any site can show; `null` when `picture` is not the key of a drawing. A browser can keep the image for 30 days.",
    examples: ["https://thuisinlog.example/assets/drawings/owl.svg"],
  }),
};

export const PupilUpdate = named(
  "PupilUpdate",
  closed(
    {
      picture: Type.Optional(
        Type.Unsafe<Drawing | null>({
          type: ["string", "null"],
          enum: [...drawings, null],
          description:
            "Key of the drawing beside the name of the pupil; `null` removes it. Pupils of a group can have the same drawing. A roster in EDEXML keeps it.",
        }),
      ),
    },
    {
      description:
        "The properties to change, as a JSON Merge Patch (RFC 7396). An omitted property keeps its value. `{}` changes nothing.",
    },
  ),
);

export const Pupil = named(
  "Pupil",
  Type.Object(
    {
      id: uuid("Id of the pupil in this service, a UUID."),
      externalId: externalId("pupil"),
      ...personName("Sanne", "Hof"),
      ...pupilPicture,
      homeLogin: Type.Object(
        {
          enabled: Type.Boolean({
            description:
              "`true` when the pupil has at least one home address. It does not say that the pupil can log in.",
          }),
          addresses: Type.Array(
            Type.Object({
              email: Type.String({
                description: "The home address, as the school entered it.",
              }),
              status: oneOf(addressStatuses, {
                description:
                  "State of the address. The values are those of `addresses[].status` in `getHomeLogin`.",
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
    { description: "A pupil of a group, with the states of its home addresses." },
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
