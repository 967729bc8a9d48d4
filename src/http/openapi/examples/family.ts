// Examples of the bodies that families send and receive.
import {
  device,
  deviceToken,
  email,
  group,
  jwt,
  launchToken,
  linkToken,
  loginDeviceToken,
  password,
  picture,
  pupilId,
  pupilName,
  school,
} from "./values.ts";

const { firstName } = pupilName;
const pupil = { id: pupilId, firstName };
const pictures = ["cat", "sun", "boat", "key"];
const refreshToken = "Rk2bP6sUw9Xc3vQ5uNkM8a.4bDoAiUuRtWyXkq1Y6w3Zr";
const tokens = {
  accessToken: jwt,
  tokenType: "Bearer",
  expiresIn: 900,
  refreshToken: "Tn4bQ8sXw1Yc5vR7uPkZ0a.9dEoAiUuRtWyXkq1Y6w3Zr",
  pupil,
  school,
};

export const familyExamples = {
  ActivationLookupRequest: { token: linkToken },
  ActivationLookup: {
    purpose: "activation",
    pupil: { firstName },
    school,
    email,
    expiresAt: "2026-09-15T09:12:44.000Z",
  },
  ActivationRequest: { token: linkToken, password },
  Activation: {
    pupil: { firstName },
    email,
    activatedAt: "2026-09-01T18:30:05.000Z",
    loginDeviceToken,
  },
  ActivationRefusalRequest: { token: linkToken },
  LinkRequest: { email },
  HomeSessionRequest: { email, password, loginDeviceToken },
  RefreshRequest: { refreshToken },
  HomeSessionTokens: tokens,
  HomeLoginTokens: { ...tokens, loginDeviceToken },
  HomeSession: {
    pupil,
    group: { id: group.id, name: group.name, loginMethod: group.loginMethod },
    school,
    software: [
      { publisher: "malmberg", name: "Malmberg", homeUrl: "https://malmberg.example.nl/thuis" },
    ],
    loginMethod: "password",
    pictureCodeMadeAt: "2026-09-07T17:21:09.000Z",
    expiresAt: "2026-09-15T15:02:10.000Z",
  },
  DeviceRequest: { name: device.name },
  NewDevice: { ...device, lastUsedAt: null, expiresAt: "2027-03-06T17:20:31.000Z", deviceToken },
  DeviceList: { devices: [device] },
  DeviceLookupRequest: { deviceToken },
  DeviceLookup: { children: [{ ...pupil, ...picture }] },
  PictureCodeRequest: { pictures },
  PictureSessionRequest: { deviceToken, pupilId, pictures },
  LaunchRequest: { publisher: "malmberg" },
  Launch: {
    launchUrl: "https://malmberg.example.nl/launch",
    token: launchToken,
    expiresIn: 60,
  },
};
