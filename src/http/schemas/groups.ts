import Type from "typebox";
import { addressStatuses } from "../../domain/home-login.ts";
import { loginMethods } from "../../domain/school-settings.ts";
import { page } from "./pagination.ts";
import { closed, named, oneOf, publisherKeys, ref, textOrNull, uuid } from "./schema.ts";

const externalId = Type.String({ description: "Its key in the pupil administration." });

const name = {
  firstName: textOrNull({ description: "Roepnaam.", examples: ["Wimpie"] }),
  infix: textOrNull({ description: "Voorvoegsel.", examples: ["van der"] }),
  lastName: textOrNull({ description: "Achternaam.", examples: ["Hof"] }),
};

const settings = {
  loginMethod: oneOf(loginMethods, {
    description:
      "How its pupils log in at home: with a password, or, on a device that a parent had remembered, with pictures. Those of whom it is the own group.",
  }),
  publishers: Type.Unsafe<string[] | null>({
    ...publisherKeys,
    type: ["array", "null"],
    description:
      "Whose software its pupils may open at home, of what the school uses; `null` is all of that.",
  }),
};

const groupProperties = {
  id: uuid("Of the group."),
  externalId,
  name: Type.String({ examples: ["4A"], description: "As the school calls it." }),
  yearGroup: textOrNull({ description: "EDEXML jaargroep.", examples: ["4"] }),
  ...settings,
  pupilCount: Type.Integer({ description: "How many pupils it has." }),
  homeLoginCount: Type.Integer({ description: "How many of them have home login." }),
};

export const Group = named("Group", Type.Object(groupProperties, { description: "A group." }));

export const GroupUpdate = named(
  "GroupUpdate",
  closed(Type.Partial(Type.Object(settings)).properties, {
    description: "What is to change (RFC 7396); what is left out stays as it is.",
  }),
);

export const Teacher = named(
  "Teacher",
  Type.Object(
    { id: uuid("Of the teacher."), externalId, ...name },
    { description: "A teacher of a group." },
  ),
);

export const Pupil = named(
  "Pupil",
  Type.Object(
    {
      id: uuid("Of the pupil."),
      externalId,
      ...name,
      picture: textOrNull({ description: "The icon beside the name (leerlingplaatje)." }),
      homeLogin: Type.Object({
        enabled: Type.Boolean({ description: "Ja or Nee: whether there is a home address." }),
        addresses: Type.Array(
          Type.Object({
            email: Type.String({ description: "As it was typed." }),
            status: oneOf(addressStatuses, { description: "The state behind the Ja." }),
          }),
          { maxItems: 2 },
        ),
      }),
    },
    { description: "A pupil as a list shows it." },
  ),
);

export const GroupScreen = named(
  "GroupScreen",
  Type.Object(
    {
      ...groupProperties,
      teachers: Type.Array(ref(Teacher)),
      pupils: Type.Array(ref(Pupil)),
    },
    { description: "A group with everybody in it." },
  ),
);

export const GroupPage = page("GroupPage", Group);
export const PupilPage = page("PupilPage", Pupil);
