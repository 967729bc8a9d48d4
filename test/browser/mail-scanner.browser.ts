// A link scanner of a mail program, which opens the links of a mail before the family does.
import t from "tap";
import { startSite } from "./site.ts";
import { followLink, heading, makePassword, openLink } from "./steps.ts";
import { runInEach } from "./visit.ts";

const site = await startSite(t);

await runInEach(t, site, "opening every link of a mail uses no link up", async (t, visit) => {
  const { texts, household, context, page } = visit;
  const { html, text } = household.mailTo(household.mother);
  const links = new Set(`${html} ${text}`.match(/http:[^\s"<>]+/g));
  t.ok(links.size >= 2, "a link for each child");

  for (const link of links) {
    for (const method of ["HEAD", "GET"]) t.equal((await fetch(link, { method })).status, 200);
    const scanner = await context.newPage();
    await openLink({ ...visit, page: scanner }, link);
    const nested: string[] = await scanner.evaluate("[...document.links].map(({ href }) => href)");
    // Links that leave the service, such as the contact of the school, cannot use a link up.
    const pages = nested.filter((address) => new URL(address).origin === new URL(link).origin);
    t.ok(pages.length > 0);
    for (const address of pages) await scanner.goto(address);
    await scanner.close();
  }
  await context.clearCookies(); // Those of the scanner: it opened the page in every language.
  await followLink(visit, "Wimpie", household.mother);
  await makePassword(visit);
  t.ok(await heading(page, texts.passwordMade.title("Wimpie")));
});
