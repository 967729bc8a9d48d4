// What families send and get for the youngest, who come in with pictures.
import Type from "typebox";
import { deviceNameLengthMax } from "../../domain/device.ts";
import { pictureCodeLength, pictures as pictureNames } from "../../domain/picture-code.ts";
import { closed, named, oneOf, textOrNull, timestamp, timestampOrNull, uuid } from "./schema.ts";

const deviceToken = Type.String({
  minLength: 1,
  maxLength: 200,
  description: "As `rememberDevice` gave it, kept on the device alone.",
});

const pictures = Type.Array(
  oneOf(pictureNames, { description: "A drawing, which stands at `/assets/pictures/{name}.svg`." }),
  {
    minItems: pictureCodeLength,
    maxItems: pictureCodeLength,
    uniqueItems: true,
    description: "Four different ones, in the order in which the child chooses them.",
    examples: [["cat", "sun", "boat", "key"]],
  },
);

const remembered = {
  id: uuid("Of the device."),
  name: Type.String({ examples: ["Chrome, Android"], description: "What it calls itself." }),
  createdAt: timestamp("When it was remembered."),
  lastUsedAt: timestampOrNull("When pictures last opened a session on it."),
  expiresAt: timestamp("Until when it is remembered; each use puts it off."),
};

export const DeviceRequest = named(
  "DeviceRequest",
  closed(
    {
      name: Type.String({
        minLength: 1,
        maxLength: deviceNameLengthMax,
        pattern: "\\S",
        examples: ["Chrome, Android"],
        description: "By which the family knows it again.",
      }),
    },
    { description: "The device to remember." },
  ),
);

export const NewDevice = named(
  "NewDevice",
  Type.Object(
    {
      ...remembered,
      deviceToken: Type.String({ description: "For this device alone, and shown this once." }),
    },
    { description: "A device that is remembered from now on." },
  ),
);

export const DeviceList = named(
  "DeviceList",
  Type.Object(
    { devices: Type.Array(Type.Object(remembered), { description: "The newest first." }) },
    { description: "The devices that the address has had remembered, ten at most." },
  ),
);

export const DeviceLookupRequest = named(
  "DeviceLookupRequest",
  closed({ deviceToken }, { description: "The device to look up." }),
);

export const DeviceLookup = named(
  "DeviceLookup",
  Type.Object(
    {
      children: Type.Array(
        Type.Object({
          id: uuid("Of the pupil."),
          firstName: textOrNull({ description: "Roepnaam.", examples: ["Wimpie"] }),
        }),
        { description: "Who of the family comes in with pictures, by name." },
      ),
    },
    { description: "Who may come in on a device." },
  ),
);

export const PictureCodeRequest = named(
  "PictureCodeRequest",
  closed({ pictures }, { description: "The pictures that child and parent have chosen." }),
);

export const PictureSessionRequest = named(
  "PictureSessionRequest",
  closed(
    { deviceToken, pupilId: uuid("Of the child."), pictures },
    { description: "Who comes in, where, and with which pictures." },
  ),
);
