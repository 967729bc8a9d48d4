// A family whose children log in with pictures.
import type { Test } from "tap";
import { requestToken } from "../service.ts";
import { mother, password, startFamily } from "./family.ts";

export const code = ["cat", "sun", "boat", "key"];
export const otherCode = ["cat", "sun", "key", "boat"];

/** Wimpie, in a picture group, has a password at the address of his mother. Fatima has none. */
export async function startPictureFamily(t: Test) {
  const service = await startFamily(t);
  const { api, linkOf } = service;
  const client = await service.addClient("01AA");
  /** Access token of the coordinator, valid for some minutes. */
  const coordinator = () => requestToken(api, client);
  const token = client.token;
  const [group] = (await api("listGroups", { token })).body.items;
  const path = { groupId: group.id };
  const setMethod = async (loginMethod: string) =>
    api("updateGroup", { token: await coordinator(), path, body: { loginMethod } });
  await setMethod("picture");
  const screen = await api("getGroup", { token, path });
  const pupilIdOf = (name: string): string =>
    screen.body.pupils.find(({ firstName }: { firstName: string }) => firstName === name).id;
  await api("activate", { body: { token: await linkOf("Wimpie", mother), password } });

  const logIn = async (secret = password): Promise<string> =>
    (await api("createHomeSession", { body: { email: mother, password: secret } })).body
      .accessToken;
  const remember = async (token: string, name = "Chrome, Android") =>
    (await api("rememberDevice", { token, body: { name } })).body;
  const makeCode = (token: string, pictures = code) =>
    api("setPictureCode", { token, body: { pictures } });
  const logInWithPictures = (deviceToken: string, pictures = code, pupilId = pupilIdOf("Wimpie")) =>
    api("createPictureSession", { body: { deviceToken, pupilId, pictures } });
  return {
    ...service,
    coordinator,
    setMethod,
    pupilIdOf,
    logIn,
    remember,
    makeCode,
    logInWithPictures,
  };
}
