// Steps of a family, by the words that it reads.
import type { Page } from "playwright-core";
import { contactPlace } from "../../src/domain/school/contact.ts";
import { rememberSecrets } from "../support/secrets.ts";
import type { Visit } from "./visit.ts";

export const password = "vrolijke fietsbel";
export const otherPassword = "vrolijke fietstas";

/** Shows a mail like a mail program, without the scripts and the policy of a site. */
export async function openMail({ page, household }: Visit, email: string): Promise<void> {
  await page.goto("about:blank");
  await page.setContent(`${household.mailTo(email).html}`);
}

/** Clicks the link of a child in the open mail; it opens in a new tab, as from a mail program. */
export async function clickInMail({ page, mailTexts }: Visit, name: string): Promise<Page> {
  const { activation, "password-reset": reset } = mailTexts.makePassword.title;
  const link = (say: typeof activation) => page.getByRole("link", { name: say(name), exact: true });
  const beside = page.waitForEvent("popup");
  await link(activation).or(link(reset)).click();
  return await beside;
}

/** Follows the newest link of a child, up to the password form. */
export async function followLink(visit: Visit, name: string, email: string): Promise<void> {
  await openLink(visit, await visit.household.linkOf(name, email));
}

/** Opens a link and waits until the script has submitted its token. */
export async function openLink({ page }: Visit, link: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(link);
  await page.locator("#open-link").waitFor({ state: "detached" });
}

export async function typePassword({ page }: Visit, secret: string): Promise<void> {
  rememberSecrets({ password: secret });
  await page.locator("#password").fill(secret);
}

export async function makePassword(visit: Visit, secret = password): Promise<void> {
  await typePassword(visit, secret);
  await visit.page.getByRole("button", { name: visit.texts.makePassword.save }).click();
}

/** Follows a link and sets the password, up to the page that confirms it. */
export async function makePasswordFor(
  visit: Visit,
  name = "Wimpie",
  email = visit.household.father,
): Promise<void> {
  await followLink(visit, name, email);
  await makePassword(visit);
  await heading(visit.page, visit.texts.passwordMade.title(name));
}

export async function logIn(
  visit: Visit,
  email: string,
  { secret = password } = {},
): Promise<void> {
  const { page, texts, site } = visit;
  await page.goto(`${site.url}/login`);
  await page.getByLabel(texts.email).fill(email);
  await typePassword(visit, secret);
  await page.getByRole("button", { name: texts.login.submit }).click();
}

/** Follows a link, sets the password and logs in, up to the page of the child. */
export async function activateAndLogIn(visit: Visit): Promise<void> {
  await makePasswordFor(visit);
  await logIn(visit, visit.household.father);
  await heading(visit.page, visit.texts.home.title("Wimpie"));
}

/** Ends the session, as a second use of its refresh token does. */
export async function endSessionElsewhere({ context, site }: Visit): Promise<void> {
  const cookies = await context.cookies(site.url);
  const refreshToken = cookies.find(({ name }) => name === "__Host-session")?.value;
  await site.api("refreshHomeSession", { body: { refreshToken } });
}

/** Declines the link on the password form, up to the question. */
export async function openDeclineQuestion({ page, texts }: Visit, name: string): Promise<void> {
  await page.getByRole("button", { name: texts.decline.notMyChild, exact: true }).click();
  await heading(page, texts.decline.title(name));
}

export async function decline(visit: Visit, name: string): Promise<void> {
  const { page, texts } = visit;
  await openDeclineQuestion(visit, name);
  await page.getByRole("button", { name: texts.decline.confirm }).click();
  await heading(page, texts.decline.done.title);
}

/** Requests new links and delivers them; sends earlier mail first, so that theirs is the newest. */
export async function requestLink(visit: Visit, email: string): Promise<void> {
  const { page, texts, site } = visit;
  await site.dispatchAll();
  await page.goto(`${site.url}/forgot`);
  await page.getByLabel(texts.email).fill(email);
  await page.getByRole("button", { name: texts.forgot.submit }).click();
  await page.getByRole("heading", { name: texts.linksRequested.title }).waitFor();
  await site.dispatchAll();
}

/** Waits for the main heading. */
export async function heading(page: Page, title: string): Promise<boolean> {
  await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
  return true;
}

/** Waits for a sign with this meaning. */
export async function sign(page: Page, meaning: string): Promise<boolean> {
  await page.getByRole("alert").getByAltText(meaning, { exact: true }).waitFor();
  return true;
}

/** Waits for a sentence in the main part of the page; the contact of the school may stand in it. */
export async function sentence(page: Page, text: string): Promise<boolean> {
  for (const part of text.split(contactPlace)) {
    await page.locator("main").getByText(part).filter({ visible: true }).first().waitFor();
  }
  return true;
}
