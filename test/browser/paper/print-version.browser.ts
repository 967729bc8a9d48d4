// The sheet of a group on paper: pages of a PDF, as the browser of a teacher prints it. `PRINT_FOLDER` keeps the PDFs.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { drawings } from "../../../src/domain/school/drawing.ts";
import { publicUrl, startTestService } from "../../support/service.ts";
import { launchChromium } from "../chromium.ts";

const group = "4A";
const names = ["Noor", "Sem", "Fatima", "Youssef", "Anne-Fleur", "Björn", "Łucja", "İpek"];
const pupils = Array.from({ length: 30 }, (_, index) => ({
  externalId: `${index}`,
  firstName: `${names[index % names.length]}`,
  infix: index % 5 === 0 ? "van der" : null,
  lastName: index === 7 ? "Molenaar-van Oosterhout tot Duivenvoorde" : `Appelboom ${index}`,
  picture: index % 6 === 5 ? null : (drawings[index % drawings.length] ?? null),
  group,
}));

t.test("a group of thirty fits on one page of A4, and on two with all addresses", async (t) => {
  const service = await startTestService(t);
  const { api, url } = service;
  const { token } = await service.addClient("01AA");
  const teachers = [{ externalId: "t", firstName: "Marijke", lastName: "Bos", groups: [group] }];
  const groups = [{ externalId: group, name: group }];
  await api("putRoster", { token, body: { groups, teachers, pupils } });
  const rows = pupils.slice(0, 24).map(({ externalId }, index) => ({
    externalId,
    emails: [`ouder.van.kind.${index}@thuis.example`, `opa${index}@thuis.example`].slice(index % 2),
  }));
  await api("bulkActivate", { token, body: { rows } });
  const path = { groupId: (await api("listGroups", { token })).body.items[0].id };

  const browser = await launchChromium();
  t.teardown(() => browser.close());
  for (const [addresses, pages] of [
    ["false", 1],
    ["true", 2],
  ] as const) {
    const { text } = await api("getGroupPrintVersion", { token, path, query: { addresses } });
    const page = await browser.newPage();
    const failed: string[] = [];
    page.on("requestfailed", (request) => failed.push(request.url()));
    // Saved and opened from another place, as a portal would.
    await page.setContent(text.replaceAll(publicUrl, url), { waitUntil: "networkidle" });
    t.strictSame(failed, [], "style and pictures load");
    t.equal(await page.locator("tbody tr").count(), 30);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false });
    const count = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length;
    t.equal(count, pages, `addresses=${addresses}`);
    t.match(pdf.toString("latin1"), /\/MediaBox \[0 0 59[45][\d.]* 84[12][\d.]*\]/, "A4");
    const folder = process.env["PRINT_FOLDER"];
    if (folder) {
      await writeFile(join(folder, `addresses-${addresses}.pdf`), pdf);
      await writeFile(join(folder, `addresses-${addresses}.html`), text);
    }
    await page.close();
  }
});
