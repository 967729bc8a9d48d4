// Families that use the keyboard alone.
import type { Page } from "playwright-core";
import t from "tap";
import { code, leaveToTiles } from "./picture-steps.ts";
import { startSite } from "./site.ts";
import { heading, openMail, password } from "./steps.ts";
import { tellInEach } from "./visit.ts";

const site = await startSite(t);
const stepsMax = 20;

/** What has the focus: its words or those of its picture, and whether it is drawn around and inside the window. */
const focus = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const pixel = 1; // It is scrolled to by whole ones.
  return {
    id: element.id,
    words: element.textContent.trim() || element.querySelector("img")?.alt || "",
    isDrawn: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1,
    isInSight:
      Math.min(top, left) > -pixel &&
      bottom < innerHeight + pixel &&
      right < innerWidth + pixel,
  };
})()`;

interface Focus {
  readonly id: string;
  readonly words: string;
  readonly isDrawn: boolean;
  readonly isInSight: boolean;
}

/** Presses Tab until the focus is where it is wanted; says what could not be seen on the way. */
async function tabTo(page: Page, wanted: string): Promise<readonly string[]> {
  const unseen: string[] = [];
  for (let steps = 0; steps < stepsMax; steps++) {
    await page.keyboard.press("Tab");
    const { id, words, isDrawn, isInSight } = await page.evaluate<Focus>(focus);
    if (!isDrawn) unseen.push(`no outline: ${id} ${words}`);
    if (!isInSight) unseen.push(`out of sight: ${id} ${words}`);
    if (wanted === `#${id}` || wanted === words) return unseen;
  }
  throw new Error(`Tab does not lead to ${wanted}.`);
}

await tellInEach(t, site, "from the mail to the logged-in child", async (t, visit) => {
  const { texts, household } = visit;
  await openMail(visit, household.father);
  await tabTo(visit.page, texts.makePassword.title.activation("Wimpie"));
  const beside = visit.page.waitForEvent("popup");
  await visit.page.keyboard.press("Enter");
  const page = await beside;
  const reach = async (wanted: string) => t.same(await tabTo(page, wanted), [], wanted);

  await heading(page, texts.makePassword.title.activation("Wimpie"));
  await reach(texts.skip);
  await page.keyboard.press("Enter");
  await reach("#password");
  await page.keyboard.type("kort");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await reach(texts.passwordFaults["too-short"](8));
  await page.keyboard.press("Enter");
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
});

await tellInEach(t, site, "from the tiles to the logged-in child", async (t, visit) => {
  const { texts, page } = visit;
  const reach = async (wanted: string) => t.same(await tabTo(page, wanted), [], wanted);
  await leaveToTiles(visit);
  await reach("Wimpie");
  await page.keyboard.press("Enter");
  for (const [index, picture] of code.entries()) {
    const next = texts.pictures.next(index + 1, code.length);
    await page.locator(":focus", { hasText: next }).waitFor();
    await reach(texts.pictures.names[picture]);
    await page.keyboard.press(index % 2 ? "Enter" : "Space");
  }
  t.ok(await heading(page, texts.home.title("Wimpie")));
});

await tellInEach(t, site, "the skip link passes by the language", async (t, visit) => {
  const { texts, otherTexts, page } = visit;
  await page.goto(`${site.url}/login`);
  t.same(await tabTo(page, texts.skip), []);
  await page.keyboard.press("Enter");
  t.same(await tabTo(page, "#email"), []);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  const { words } = await page.evaluate<Focus>(focus);
  t.ok([otherTexts.language, texts.skip, ""].includes(words), "which stands before it");
});
