// Tests that the other tests detect errors of the browser.
import t from "tap";
import { startSite } from "./site.ts";
import { startVisit } from "./visit.ts";

const site = await startSite(t);

t.test("a blocked resource and an error of a script are detected", async (t) => {
  const { page, complaints } = await startVisit(t, site, { locale: "nl" });
  await page.goto(`${site.url}/login`);
  t.strictSame(complaints, []);
  const heard = page.context().waitForEvent("weberror");
  await page.evaluate(`{
    const style = document.createElement("style");
    style.textContent = "p { color: red }";
    document.body.append(style);
    setTimeout(() => { throw new Error("thrown in the page"); });
  }`);
  await heard;
  t.ok(complaints.some((complaint) => complaint.startsWith("The policy blocks style-src")));
  t.ok(complaints.some((complaint) => complaint.includes("thrown in the page")));
});
