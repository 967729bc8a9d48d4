// The page of the code on a letter.
import t from "tap";
import { createBrowser } from "../../support/browser.ts";
import { startTestService } from "../../support/service.ts";

const mother = "moeder@home.nl";
const father = "vader@home.nl";

t.test("a parent enters an address with the code of a letter", async (t) => {
  const service = await startTestService(t);
  const { api, smtp, url } = service;
  const { token } = await service.addClient("01AA");
  await api("putRoster", {
    token,
    body: {
      groups: [{ externalId: "4A", name: "4A" }],
      teachers: [],
      pupils: ["Noor", "Sem"].map((name) => ({ externalId: name, firstName: name, group: "4A" })),
    },
  });
  await api("updateSchool", { token, body: { letters: "at-once" } });
  const groupId = (await api("listGroups", { token })).body.items[0].id;
  const codes = async (): Promise<string[]> => {
    const { text } = await api("createLetters", { token, body: { groupId } });
    return [...text.matchAll(/<p class="code">(.*?)</g)].map(([, code]) => `${code}`);
  };
  const browser = createBrowser(url);

  await t.test("the page without scripts has a field for the code", async (t) => {
    const { status, html, text } = await browser.open("/start");
    t.equal(status, 200);
    t.match(text, "Begin met de brief van school");
    t.match(html, /<input id="code" name="code" /);
    t.match(html, /<input id="email" name="email" /);
    t.match((await createBrowser(url, "en").open("/start")).text, "Start with the letter");
  });

  await t.test("every code leads to the same page, and tells nothing about a child", async (t) => {
    const [open = ""] = await codes();
    const pages = [];
    for (const code of [open, "0000-0000-0000"]) {
      const { status, path, html } = await browser.send("/start", { code, email: mother });
      pages.push({ status, path, html });
    }
    t.strictSame(pages[1], pages[0]);
    t.match(pages[0], { status: 200, path: "/start/sent" });
    t.notMatch(pages[0]?.html, /Noor|Sem|School 01AA|moeder/);
    await service.dispatchAll();
    t.match(smtp.messagesTo(mother)[0]?.text, /activate#\S+/);
  });

  await t.test("errors are at their fields, and what was typed stays", async (t) => {
    const { status, html, text } = await browser.send("/start", {
      code: "7K3M",
      email: "geen adres",
    });
    t.equal(status, 400);
    t.match(text, "Vul de code in die op de brief staat: twaalf letters en cijfers.");
    t.match(text, "Vul een e-mailadres in, zoals naam@voorbeeld.nl.");
    t.match(html, 'value="7K3M"');
    t.match(html, 'value="geen adres"');
    t.equal((await browser.send("/start", { code: "", email: "" })).status, 400);
    const long = { code: "7".repeat(501), email: mother };
    t.equal((await browser.send("/start", long)).status, 400);
  });

  await t.test("a probable typing error is shown before a mail leaves", async (t) => {
    const [, code = ""] = await codes();
    const asked = await browser.send("/start", { code, email: "ouder@gmial.com" });
    t.equal(asked.status, 200);
    t.match(asked.text, "Klopt uw e-mailadres?");
    t.match(asked.text, "Bedoelt u misschien ouder@gmail.com?");
    t.match(asked.html, 'name="email" value="ouder@gmail.com"');
    t.match(asked.html, 'name="email" value="ouder@gmial.com"');
    await service.dispatchAll();
    t.equal(smtp.messagesTo("ouder@gmial.com").length, 0);
    const sure = await browser.send("/start", { code, email: "ouder@gmial.com", sure: "yes" });
    t.equal(sure.path, "/start/sent");
    await service.dispatchAll();
    t.equal(smtp.messagesTo("ouder@gmial.com").length, 1);
  });

  await t.test("a third address has its own sentence, with a way on", async (t) => {
    const [code = ""] = await codes();
    await browser.send("/start", { code, email: father });
    const { status, html, text } = await browser.send("/start", { code, email: "derde@home.nl" });
    t.equal(status, 409);
    t.match(text, "Bij dit kind staan al twee");
    t.match(html, 'href="/forgot"');
    t.notMatch(html, /moeder|vader/);
  });

  await t.test("a form of another site is rejected", async (t) => {
    const headers = { "Sec-Fetch-Site": "cross-site" };
    const typed = { code: "000000000000", email: mother };
    t.equal((await browser.send("/start", typed, headers)).status, 403);
  });
});
