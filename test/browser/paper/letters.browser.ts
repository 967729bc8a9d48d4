// Letters on paper, and a phone that scans one. `PRINT_FOLDER` keeps the PDF.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import jsQr from "jsqr";
import type { Page } from "playwright-core";
import t from "tap";
import { nl } from "../../../src/http/pages/texts/nl.ts";
import { homeUrl, publicUrl, startTestService } from "../../support/service.ts";
import { launchChromium } from "../chromium.ts";

const names = ["Noor", "Sem", "Fatima", "Youssef", "Anne-Fleur", "Björn", "Łucja", "İpek"];
const pupils = Array.from({ length: 30 }, (_, index) => ({
  externalId: `${index}`,
  firstName: index === 8 ? null : `${names[index % names.length]}`,
  infix: index % 5 === 0 ? "van der" : null,
  lastName: index === 7 ? "Molenaar-van Oosterhout tot Duivenvoorde" : `Appelboom ${index}`,
  group: "4A",
}));
const password = "vrolijke fietsbel";
const mother = "moeder@home.nl";
const father = "vader@home.nl";

const service = await startTestService(t);
const { api, smtp, url } = service;
const { token } = await service.addClient("01AA");
await api("updateSchool", { token, body: { name: "Basisschool De Regenboog" } });
const groups = [{ externalId: "4A", name: "4A" }];
await api("putRoster", { token, body: { groups, teachers: [], pupils } });
const groupId = (await api("listGroups", { token })).body.items[0].id;
const make = async (body: unknown = { groupId }) =>
  (await api("createLetters", { token, body })).text;
const browser = await launchChromium();
t.teardown(() => browser.close());

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: readonly number[];
}

/** Runs in the browser. */
const pixelsOf = `async (data) => {
  const bitmap = await createImageBitmap(await (await fetch(data)).blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  return { width, height, pixels: Array.from(context.getImageData(0, 0, width, height).data) };
}`;

/** Opens the letters as a saved page, and returns what a decoder reads in the picture of the first QR code. */
async function scan(text: string): Promise<string | undefined> {
  const page = await browser.newPage();
  await page.setContent(text.replaceAll(publicUrl, url), { waitUntil: "networkidle" });
  const picture = await page.locator("svg").first().screenshot();
  const image = await page.evaluate<Picture>(
    `(${pixelsOf})(${JSON.stringify(`data:image/png;base64,${picture.toString("base64")}`)})`,
  );
  await page.close();
  const { pixels, width, height } = image;
  return jsQr.default(Uint8ClampedArray.from(pixels), width, height)?.data;
}

t.test("the letters of a group of thirty are thirty pages of A4", async (t) => {
  const page = await browser.newPage();
  const failed: string[] = [];
  page.on("requestfailed", (request) => failed.push(request.url()));
  await page.setContent((await make()).replaceAll(publicUrl, url), { waitUntil: "networkidle" });
  t.strictSame(failed, [], "the style loads");
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false });
  const folder = process.env["PRINT_FOLDER"];
  if (folder) await writeFile(join(folder, "letters.pdf"), pdf);
  t.equal(pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length, 30);
  t.match(pdf.toString("latin1"), /\/MediaBox \[0 0 59[45][\d.]* 84[12][\d.]*\]/, "A4");
  await page.close();
});

t.test("a decoder reads the page and the code from the picture of the letter", async (t) => {
  const text = await make();
  const [, code = ""] = /<p class="code">(.*?)</.exec(text) ?? [];
  t.equal(await scan(text), `${homeUrl}/start#${code.replaceAll("-", "")}`);
});

/** Opens a scanned code on a phone and enters an address. */
async function enter(page: Page, scanned: string, email: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(scanned.replace(homeUrl, url));
  await page.locator("#code").and(page.locator("[value]")).waitFor();
  await page.getByLabel(nl.email).fill(email);
  await page.getByRole("button", { name: nl.start.submit }).click();
}

async function phone() {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: "nl-NL",
  });
  return await context.newPage();
}

for (const letters of ["at-once", "ask"] as const) {
  t.test(
    `a phone scans a letter, types an address, and the child logs in: ${letters}`,
    async (t) => {
      await api("updateSchool", { token, body: { letters } });
      const { pupils: all } = (await api("getGroup", { token, path: { groupId } })).body;
      const pupilId = all[letters === "ask" ? 0 : 1].id;
      const scanned = `${await scan(await make({ pupilIds: [pupilId] }))}`;
      const page = await phone();
      for (const email of [`${letters}.${mother}`, `${letters}.${father}`]) {
        await enter(page, scanned, email);
        t.ok(await page.getByRole("heading", { name: nl.start.sent.title }).isVisible());
        t.notMatch(page.url(), /#/);
        if (letters === "ask") {
          await service.dispatchAll();
          t.equal(smtp.messagesTo(email).length, 0, "nothing before the school accepts");
          const query = { status: "waiting" };
          const [waiting] = (await api("listAddressProposals", { token, query })).body.items;
          const path = { proposalId: waiting.id };
          t.equal((await api("acceptAddressProposal", { token, path })).status, 200);
        }
        await service.dispatchAll();
        const [, link] = /(\/activate#\S+)/.exec(`${smtp.messagesTo(email)[0]?.text}`) ?? [];
        await page.goto(`${url}${link}`);
        await page.locator("#password").fill(`${password} ${email}`);
        await page.getByRole("button", { name: nl.makePassword.save }).click();
        await page.locator("#password").fill(`${password} ${email}`);
        await page.getByRole("button", { name: nl.login.submit }).click();
        await page.getByRole("button", { name: nl.home.logOut }).click();
      }
      await enter(page, scanned, "derde@home.nl");
      t.ok(await page.getByText("Bij dit kind staan al twee").isVisible(), "a third address");
      await page.close();
    },
  );
}

t.test("the code stays on the page in another language, and leaves the address bar", async (t) => {
  const page = await phone();
  await page.goto(`${url}/start#7K3M9QXR2VBN`);
  t.equal(await page.locator("#code").inputValue(), "7K3M-9QXR-2VBN");
  t.equal(page.url(), `${url}/start`);
  await page.getByRole("link", { name: "English" }).click();
  await page.getByText("Start with the letter from school").waitFor();
  t.equal(await page.locator("#code").inputValue(), "7K3M-9QXR-2VBN");
  t.notMatch(page.url(), /#/);
  await page.close();
});

t.test("a lost letter: the finder's address waits, is declined, and gets no mail", async (t) => {
  await api("updateSchool", { token, body: { letters: "ask" } });
  const { pupils: all } = (await api("getGroup", { token, path: { groupId } })).body;
  const scanned = `${await scan(await make({ pupilIds: [all[2].id] }))}`;
  const page = await phone();
  await enter(page, scanned, "vinder@home.nl");
  await page.getByRole("heading", { name: nl.start.sent.title }).waitFor();
  t.notMatch(await page.content(), /Noor|Sem|Fatima|Regenboog/);
  const query = { status: "waiting" };
  const [waiting] = (await api("listAddressProposals", { token, query })).body.items;
  await api("declineAddressProposal", { token, path: { proposalId: waiting.id } });
  await service.dispatchAll();
  t.equal(smtp.messagesTo("vinder@home.nl").length, 0);
  await make({ pupilIds: [all[2].id] });
  await enter(page, scanned, "vinder@home.nl");
  await page.getByRole("heading", { name: nl.start.sent.title }).waitFor();
  t.equal((await api("listAddressProposals", { token, query })).body.items.length, 0);
  await page.close();
});
