// Steps of a family in Firefox, by the words that it reads.
import type { Page } from "puppeteer-core";
import type { Picture } from "../../../src/domain/picture-code.ts";
import type { PageTexts } from "../../../src/http/pages/texts/texts.ts";
import { rememberSecrets } from "../../support/secrets.ts";
import { password } from "../steps.ts";

/** Selects an element by its role and accessible name. */
function named(role: "button" | "link", name: string): string {
  return `::-p-aria([name=${JSON.stringify(name)}][role="${role}"])`;
}

/** Waits for the main heading. Its accessible name in Firefox has no isolates around a name, so its text counts. */
export async function heading(page: Page, title: string): Promise<boolean> {
  await page.locator(`h1::-p-text(${title})`).wait();
  return true;
}

/** Waits for a sign with this meaning. */
export async function sign(page: Page, meaning: string): Promise<boolean> {
  await page.locator(`[role="alert"] img[alt=${JSON.stringify(meaning)}]`).wait();
  return true;
}

/** Waits for a sentence. */
export async function sentence(page: Page, text: string): Promise<boolean> {
  await page.locator(`::-p-text(${text})`).wait();
  return true;
}

export async function press(page: Page, name: string): Promise<void> {
  await page.locator(named("button", name)).click();
}

/** Clicks a link that opens a new tab. */
export async function followToTab(page: Page, name: string): Promise<Page> {
  const opened = new Promise<Page>((resolve, reject) => {
    page.once("popup", (popup) => (popup ? resolve(popup) : reject(new Error("No tab opened."))));
  });
  await page.locator(named("link", name)).click();
  return await opened;
}

export async function type(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector).fill(text);
}

export async function typePassword(page: Page, secret = password): Promise<void> {
  rememberSecrets({ password: secret });
  await type(page, "#password", secret);
}

/** Chooses pictures, starting on the page that asks for the first. */
export async function choose(page: Page, texts: PageTexts, pictures: readonly Picture[]) {
  for (const [index, picture] of pictures.entries()) {
    await sentence(page, texts.pictures.next(index + 1, pictures.length));
    await press(page, texts.pictures.names[picture]);
  }
}

/** Returns the value of an expression of the page. */
export async function read(page: Page, expression: string): Promise<unknown> {
  return await page.evaluate(expression);
}
