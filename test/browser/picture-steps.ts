// Steps of parents and children with pictures.
import type { Picture, PictureCode } from "../../src/domain/picture-code.ts";
import { picturesByChild, picturesByDevice } from "../../src/security/throttle-policies.ts";
import { heading, logIn, makePasswordFor, sentence } from "./steps.ts";
import type { Visit } from "./visit.ts";

export const code: PictureCode = ["cat", "sun", "boat", "key"];
export const otherCode: PictureCode = ["cat", "sun", "key", "boat"];

/** Logs in with the password, and has the device remembered. */
export async function logInRemembered(visit: Visit): Promise<void> {
  const { page, texts, household } = visit;
  await logIn(visit, household.mother);
  await heading(page, texts.home.title("Wimpie"));
  await page.getByRole("button", { name: texts.pictures.remember }).click();
  await sentence(page, texts.pictures.thisDevice);
}

/** Brings a new family of a picture group to its page on a remembered device. */
export async function activateAndRemember(visit: Visit): Promise<void> {
  await visit.household.usePictures();
  await makePasswordFor(visit, "Wimpie", visit.household.mother);
  await logInRemembered(visit);
}

export async function beginCode({ page, texts }: Visit): Promise<void> {
  const { toMake, toRenew, make } = texts.pictures;
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await button(toMake).or(button(toRenew)).click();
  await heading(page, make("Wimpie"));
}

/** Chooses pictures, starting on the page that asks for the first. */
export async function choose({ page, texts }: Visit, pictures: readonly Picture[]): Promise<void> {
  for (const [index, picture] of pictures.entries()) {
    await sentence(page, texts.pictures.next(index + 1, 4));
    await page.getByRole("button", { name: texts.pictures.names[picture], exact: true }).click();
  }
}

export async function saveCode({ page, texts }: Visit): Promise<void> {
  await page.getByRole("button", { name: texts.pictures.save }).click();
  await sentence(page, texts.pictures.made);
}

export async function logOut({ page, texts }: Visit): Promise<void> {
  await page.getByRole("button", { name: texts.home.logOut }).click();
}

/** Brings a new family to the tiles on its remembered device. */
export async function logOutToTiles(visit: Visit): Promise<void> {
  await activateAndRemember(visit);
  await beginCode(visit);
  await choose(visit, code);
  await saveCode(visit);
  await logOut(visit);
  await heading(visit.page, visit.texts.pictures.who);
}

/** Opens the pictures of a child from the tiles. */
export async function tapTile({ page, texts }: Visit): Promise<void> {
  await page.getByRole("button", { name: "Wimpie", exact: true }).click();
  await heading(page, texts.pictures.greeting("Wimpie"));
}

/** Removes all devices of the family, as from another device. */
export async function removeDevicesElsewhere({ site, household }: Visit, password: string) {
  const credentials = { email: household.mother, password };
  const session = await site.api("createHomeSession", { body: credentials });
  const token = session.body.accessToken;
  const { body } = await site.api("listDevices", { token });
  for (const { id } of body.devices) {
    await site.api("forgetDevice", { token, path: { deviceId: id } });
  }
}

/** Sends wrong pictures of this device, bypassing its pages, until pictures are disabled. */
export async function useUpPictureAttempts({ context, page, site }: Visit): Promise<void> {
  const pupilId = await page.locator("[name=child]").first().getAttribute("value");
  const cookies = await context.cookies(site.url);
  const deviceToken = cookies.find(({ name }) => name === "__Host-device")?.value;
  const body = { deviceToken, pupilId, pictures: otherCode };
  for (let failures = 0; failures < (picturesByChild.closesAt ?? 0); failures++) {
    await site.api("createPictureSession", { body });
    site.advance(picturesByDevice.delayMaxSeconds);
  }
}
