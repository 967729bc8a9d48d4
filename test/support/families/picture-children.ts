// Two children of a group that logs in with pictures, for tests of services.
import type { Test } from "tap";
import { origin, startTwoChildren } from "./two-children.ts";

export const mother = "moeder@home.nl";
export const password = "vrolijke fietsbel";
export const code = ["cat", "sun", "boat", "key"];
export const otherCode = ["cat", "sun", "key", "boat"];

/** Wimpie has a password at the address of his mother. Fatima has no home login. */
export async function startPictureChildren(t: Test) {
  const service = await startTwoChildren(t);
  const { coordinator, groups, sessions, set } = service;
  const [group] = (await groups.list(coordinator, { limit: 1, afterKey: undefined })).items;
  const setMethod = (loginMethod: "password" | "picture") =>
    groups.update(coordinator, group?.id ?? "", { loginMethod });
  await setMethod("picture");
  await set("Wimpie", mother);
  await service.dispatchAll();
  await service.activate(service.linksTo(mother)[0] ?? "", password);

  /** Principal of a new session with the password. */
  async function logIn(email = mother, secret = password) {
    const { schoolId, subject } = await sessions.create(email, secret, origin.network);
    return { schoolId, sessionId: subject.sessionId };
  }
  const comeIn = (deviceToken: string, pictures = code, pupilId = service.idOf("Wimpie")) =>
    service.pictureSessions.create({ deviceToken, pupilId, pictures }, origin.network);
  return { ...service, setMethod, logIn, comeIn };
}
