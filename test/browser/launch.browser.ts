// Launches of publishers' software in a browser.
import { createRemoteJWKSet, jwtVerify } from "jose";
import t from "tap";
import { locales } from "../../src/domain/language/locale.ts";
import { publicUrl } from "../support/service.ts";
import { launch, offerSoftware, type Publisher, startPublisher } from "./launch-steps.ts";
import { startSite } from "./site.ts";
import { activateAndLogIn, heading, logIn, password } from "./steps.ts";
import { runInEach, screenNames, screens, startVisit } from "./visit.ts";

const site = await startSite(t);
const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", site.url));

/** Verifies the only token that the publisher received, as the documentation says, and returns its claims. */
async function readToken({ received }: Publisher) {
  const [form, ...more] = received;
  if (!form || more.length > 0) throw new Error("The publisher did not receive exactly one form.");
  const check = {
    issuer: publicUrl,
    audience: "malmberg",
    typ: "launch+jwt",
    currentDate: site.clock.now(),
  };
  return (await jwtVerify(form.get("token") ?? "", keys, check)).payload;
}

await runInEach(t, site, "a launch continues to the publisher automatically", async (t, visit) => {
  const { page, household } = visit;
  const publisher = await startPublisher(visit.context);
  await offerSoftware(visit);
  await activateAndLogIn(visit);
  await launch(visit);
  t.ok(await heading(page, "Malmberg"));
  t.equal(new URL(page.url()).search, "", "no token in the URL");
  const payload = await readToken(publisher);
  t.type(payload.sub, "string");
  t.notMatch(JSON.stringify(payload), new RegExp(`Wimpie|4A|${household.father}`));
});

for (const locale of locales) {
  for (const screen of screenNames) {
    await t.test(
      `without scripts a button continues the launch, ${locale}, ${screen}`,
      async (t) => {
        const options = { locale, ...screens[screen], javaScriptEnabled: false };
        const visit = await startVisit(t, site, options);
        const { texts, page, household } = visit;
        const publisher = await startPublisher(visit.context);
        await offerSoftware(visit);
        const { hash } = new URL(await household.linkOf("Wimpie", household.father));
        await site.api("activate", { body: { token: hash.slice(1), password } });
        await logIn(visit, household.father);
        await launch(visit);
        await heading(page, texts.launch.title("Malmberg"));
        t.equal(publisher.received.length, 0);
        await page.getByRole("button", { name: texts.launch.go("Malmberg") }).click();
        t.ok(await heading(page, "Malmberg"));
        t.type((await readToken(publisher)).sub, "string");
        t.strictSame(visit.complaints, [], "the browser reports no error");
      },
    );
  }
}
