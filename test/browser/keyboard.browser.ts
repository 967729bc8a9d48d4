// Families that use only the keyboard.
import type { Page } from "playwright-core";
import t from "tap";
import { languageNames } from "../../src/domain/language/page-language.ts";
import { pressTab, readFocus } from "./focus.ts";
import { code, logOutToTiles } from "./picture-steps.ts";
import { startSite } from "./site.ts";
import { heading, openMail, password } from "./steps.ts";
import { runInEach } from "./visit.ts";

const site = await startSite(t);
const stepsMax = 20;

/** Presses Tab until the wanted element has the focus; returns what was not visible on the way. */
async function tabTo(page: Page, wanted: string): Promise<readonly string[]> {
  const unseen: string[] = [];
  for (let steps = 0; steps < stepsMax; steps++) {
    const { focus, unseen: here } = await pressTab(page);
    unseen.push(...here);
    if (wanted === `#${focus.id}` || wanted === focus.words) return unseen;
  }
  throw new Error(`Tab does not lead to ${wanted}.`);
}

await runInEach(
  t,
  site,
  "a family activates and logs in with only the keyboard",
  async (t, visit) => {
    const { texts, household } = visit;
    await openMail(visit, household.father);
    await tabTo(visit.page, texts.makePassword.title.activation("Wimpie"));
    const beside = visit.page.waitForEvent("popup");
    await visit.page.keyboard.press("Enter");
    const page = await beside;
    const reach = async (wanted: string) => t.strictSame(await tabTo(page, wanted), [], wanted);

    await heading(page, texts.makePassword.title.activation("Wimpie"));
    await reach(texts.skip);
    await page.keyboard.press("Enter");
    await reach("#password");
    await page.keyboard.type("voetbal1");
    await page.keyboard.press("Enter");
    await page.locator("#password[aria-invalid]:focus").waitFor();
    await page.keyboard.type(password);
    await reach(texts.show);
    await page.keyboard.press("Space");
    t.equal(await page.locator("#password").getAttribute("type"), "text", "the password is shown");
    t.equal(await page.locator("button.show").textContent(), texts.hide);
    await page.keyboard.press("Space");
    t.equal(await page.locator("#password").getAttribute("type"), "password", "and hidden");
    await reach(texts.makePassword.save);
    await page.keyboard.press("Enter");

    await heading(page, texts.passwordMade.title("Wimpie"));
    await reach("#password");
    await page.keyboard.type(password);
    await reach(texts.login.submit);
    await page.keyboard.press("Space");
    await heading(page, texts.home.title("Wimpie"));
    await reach(texts.home.logOut);
    await page.keyboard.press("Enter");
    t.ok(await heading(page, texts.login.title));
  },
);

await runInEach(
  t,
  site,
  "a child logs in from its tile with only the keyboard",
  async (t, visit) => {
    const { texts, page } = visit;
    const reach = async (wanted: string) => t.strictSame(await tabTo(page, wanted), [], wanted);
    await logOutToTiles(visit);
    await reach("Wimpie");
    await page.keyboard.press("Enter");
    for (const [index, picture] of code.entries()) {
      const next = texts.pictures.next(index + 1, code.length);
      await page.locator(":focus", { hasText: next }).waitFor();
      await reach(texts.pictures.names[picture]);
      await page.keyboard.press(index % 2 ? "Enter" : "Space");
    }
    t.ok(await heading(page, texts.home.title("Wimpie")));
  },
);

await runInEach(t, site, "the skip link skips the languages", async (t, visit) => {
  const { texts, page } = visit;
  await page.goto(`${site.url}/login`);
  t.strictSame(await tabTo(page, texts.skip), []);
  await page.keyboard.press("Enter");
  t.strictSame(await tabTo(page, "#email"), []);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  const { words } = await readFocus(page);
  const before: readonly string[] = [...Object.values(languageNames), texts.skip, ""];
  t.ok(before.includes(words), "only the languages are before it");
});
