// Requests and responses of the login with pictures, for the youngest pupils.
import Type from "typebox";
import { deviceNameLengthMax } from "../../domain/device.ts";
import { pictureCodeLength, pictures as pictureNames } from "../../domain/picture-code.ts";
import { pupilPicture } from "./groups.ts";
import { visibleSomewherePattern } from "./patterns.ts";
import { closed, named, oneOf, textOrNull, timestamp, timestampOrNull, uuid } from "./schema.ts";

const deviceToken = Type.String({
  minLength: 1,
  maxLength: 200,
  description:
    "Device token from `rememberDevice`. It is stored on the device only. It is not the `loginDeviceToken`.",
});

const pictures = Type.Array(
  oneOf(pictureNames, {
    description:
      "Name of a picture. Its image is at `/assets/pictures/{name}.svg`, without a token.",
  }),
  {
    minItems: pictureCodeLength,
    maxItems: pictureCodeLength,
    uniqueItems: true,
    description: "Picture code: four different pictures. The order matters.",
    examples: [["cat", "sun", "boat", "key"]],
  },
);

const remembered = {
  id: uuid("Id of the device, a UUID."),
  name: Type.String({
    examples: ["Chrome, Android"],
    description: "Name of the device, as it was registered.",
  }),
  createdAt: timestamp("Time at which the device was registered, in UTC."),
  lastUsedAt: timestampOrNull(
    "Time of the last login with pictures on the device, in UTC; `null` when there was none.",
  ),
  expiresAt: timestamp(
    "Time at which the registration expires, in UTC: 180 days after the last login with pictures, or after the registration.",
  ),
};

export const DeviceRequest = named(
  "DeviceRequest",
  closed(
    {
      name: Type.String({
        minLength: 1,
        maxLength: deviceNameLengthMax,
        pattern: visibleSomewherePattern,
        examples: ["Chrome, Android"],
        description:
          "Name by which the family recognises the device, such as browser and system. White space is collapsed.",
      }),
    },
    { description: "The device to register." },
  ),
);

export const NewDevice = named(
  "NewDevice",
  Type.Object(
    {
      ...remembered,
      deviceToken: Type.String({
        description:
          "Secret token of the device. Store it on the device only; it cannot be read again.",
      }),
    },
    { description: "A newly registered device with its token." },
  ),
);

export const DeviceList = named(
  "DeviceList",
  Type.Object(
    {
      devices: Type.Array(Type.Object(remembered, { description: "A registered device." }), {
        description: "The registered devices, newest first.",
      }),
    },
    { description: "The registered devices of the home address, at most ten." },
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
        Type.Object(
          {
            id: uuid("Id of the pupil in this service, a UUID."),
            firstName: textOrNull({
              description: "First name (Dutch: roepnaam); `null` when it is unknown.",
              examples: ["Sanne"],
            }),
            ...pupilPicture,
          },
          { description: "A pupil at the home address of the device." },
        ),
        {
          description: "Pupils that can log in with pictures on this device, sorted by name.",
        },
      ),
    },
    { description: "The pupils that can log in on a device." },
  ),
);

export const PictureCodeRequest = named(
  "PictureCodeRequest",
  closed({ pictures }, { description: "The picture code to set." }),
);

export const PictureSessionRequest = named(
  "PictureSessionRequest",
  closed(
    {
      deviceToken,
      pupilId: uuid(
        "Id of the pupil in this service, a UUID; `lookUpDevice` lists the possible pupils. Another pupil answers 401 `wrong-pictures`.",
      ),
      pictures,
    },
    { description: "The credentials for a login with pictures." },
  ),
);
