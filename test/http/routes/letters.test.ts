import t from "tap";
import { homeUrl, publicUrl, startTestService } from "../../support/service.ts";

const roster = {
  groups: [
    { externalId: "4A", name: "4A & <b>" },
    { externalId: "5A", name: "5A" },
  ],
  teachers: [{ externalId: "LK4", firstName: "Lia", lastName: "Dam", groups: ["4A"] }],
  pupils: [
    { externalId: "1", firstName: "Noor", infix: "van der", lastName: "Aa", group: "4A" },
    { externalId: "2", firstName: "<script>", lastName: "Bos", group: "4A" },
    { externalId: "3", lastName: "Cruijff", group: "4A" },
    { externalId: "4", firstName: "Zus", lastName: "Aa", group: "5A" },
  ],
};

t.test("letters to print", async (t) => {
  const service = await startTestService(t);
  const { api, url } = service;
  const { token } = await service.addClient("01AA");
  const teacher = (await service.addClient("01AA", "teacher", "LK4")).token;
  await api("putRoster", { token, body: roster });
  const groups: { id: string; name: string }[] = (await api("listGroups", { token })).body.items;
  const groupId = groups.find(({ name }) => name.startsWith("4A"))?.id;
  const otherGroupId = groups.find(({ name }) => name === "5A")?.id;
  const make = (body: unknown = { groupId }, as = teacher, headers = {}) =>
    api("createLetters", { token: as, body, headers });
  const pagesOf = (text: string) => text.match(/<article>.*?<\/article>/gs) ?? [];

  await t.test("each pupil has a page with names, group, site and code", async (t) => {
    const { status, headers, text } = await make();
    t.equal(status, 201);
    t.equal(headers.get("content-type"), "text/html; charset=utf-8");
    t.equal(headers.get("content-language"), "nl");
    const pages = pagesOf(text);
    t.equal(pages.length, 3);
    t.match(pages[0], "School 01AA");
    t.match(pages[0], "Groep 4A &#38; &#60;b&#62;");
    t.match(pages[0], "<b>Noor van der Aa</b>");
    t.match(pages[0], "Laat Noor thuis inloggen");
    t.match(pages[1], "Laat &#60;script&#62; thuis inloggen");
    t.match(pages[2], "Laat uw kind thuis inloggen");
    for (const page of pages) {
      t.match(page, `<b>${homeUrl.replace("https://", "")}/start</b>`);
      t.match(page, /<p class="code">([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}<\/p>/);
      t.match(page, /<svg role="img" .*<path d="M0 0h7v1h-7z/);
      t.match(page, "De code werkt tot 30 november 2026");
    }
  });

  await t.test("the letter says whether a teacher looks at the address first", async (t) => {
    const sentence = "De leerkracht kijkt eerst naar het adres.";
    t.match((await make()).text, sentence);
    await api("updateSchool", { token, body: { letters: "at-once" } });
    t.notMatch((await make()).text, sentence);
    await api("updateSchool", { token, body: { letters: "ask" } });
  });

  await t.test("the language is that of the school, whatever the caller prefers", async (t) => {
    await api("updateSchool", { token, body: { locale: "en" } });
    const { headers, text } = await make(undefined, teacher, { "Accept-Language": "nl" });
    t.equal(headers.get("content-language"), "en");
    t.match(text, '<html lang="en">');
    t.match(text, "Let Noor log in at home");
    t.match(text, "until 30 November 2026");
    await api("updateSchool", { token, body: { locale: "nl" } });
  });

  await t.test("the page has the policy of the web pages, and no script or style", async (t) => {
    const { headers, text } = await make();
    const login = await fetch(`${url}/login`);
    t.equal(headers.get("content-security-policy"), login.headers.get("content-security-policy"));
    t.notMatch(text, /<script|<style|style="|\son\w+=/);
    t.match(text, `${publicUrl}/assets/letters.css`);
    const css = await fetch(`${url}/assets/letters.css`);
    t.equal(css.status, 200);
    t.equal(css.headers.get("cross-origin-resource-policy"), "cross-origin");
  });

  await t.test("a group or pupils are needed, and not both", async (t) => {
    const [{ id: pupilId }] = (await api("getGroup", { token, path: { groupId: `${groupId}` } }))
      .body.pupils;
    for (const body of [{}, { groupId, pupilIds: [pupilId] }]) {
      const answer = await make(body);
      t.equal(answer.status, 400);
      t.strictSame(answer.body.errors, [{ pointer: "", detail: "must have exactly one property" }]);
    }
    t.equal((await make({ pupilIds: [] })).status, 400);
    t.equal((await make({ pupilIds: [pupilId, pupilId] })).status, 400);
    t.equal((await make({ pupilIds: [pupilId] })).status, 201);
    const both = { pupilIds: [pupilId, `${pupilId}`.toUpperCase()] };
    t.equal(pagesOf((await make(both)).text).length, 1, "the same id in another form");
  });

  await t.test("only callers of the pupils get letters, and only as a web page", async (t) => {
    t.equal((await make(undefined, teacher, { Accept: "application/json" })).status, 406);
    t.equal((await make({ groupId: otherGroupId })).status, 403);
    const portal = (await service.addClient("01AA", "portal")).token;
    t.equal((await make(undefined, portal)).status, 403);
    const stranger = (await service.addClient("02BB")).token;
    t.equal((await make(undefined, stranger)).status, 404);
  });

  await t.test("without letters the answer says so, in the language of the caller", async (t) => {
    await api("updateSchool", { token, body: { letters: "off" } });
    const { status, body } = await make(undefined, teacher, { "Accept-Language": "nl" });
    t.equal(status, 409);
    t.match(body, {
      type: `${publicUrl}/problems/letters-off`,
      detail: "Deze school gebruikt geen brieven. Een coördinator kan ze aanzetten.",
    });
  });

  await t.test("a group without pupils has no letters", async (t) => {
    await api("updateSchool", { token, body: { letters: "ask" } });
    const pupils = roster.pupils.filter(({ group }) => group === "4A");
    await api("putRoster", { token, body: { ...roster, pupils } });
    const { status, text } = await make({ groupId: otherGroupId }, token);
    t.equal(status, 201);
    t.match(text, "Er zijn geen leerlingen om een brief aan te geven.");
  });
});

t.test("one answer has the letters of a thousand pupils", async (t) => {
  const service = await startTestService(t);
  const { api } = service;
  const { token } = await service.addClient("01AA");
  const pupils = Array.from({ length: 1_000 }, (_, index) => ({
    externalId: `${index}`,
    firstName: `Kind ${index}`,
    group: "all",
  }));
  await api("putRoster", {
    token,
    body: { ...roster, groups: [{ externalId: "all", name: "Allen" }], teachers: [], pupils },
  });
  const path = { groupId: (await api("listGroups", { token })).body.items[0].id };
  const ids = (await api("getGroup", { token, path })).body.pupils.map(
    ({ id }: { id: string }) => id,
  );
  const { status, text } = await api("createLetters", { token, body: { pupilIds: ids } });
  t.equal(status, 201);
  t.equal(text.match(/<article>/g)?.length, 1_000);
  t.ok(text.length < 8_000_000, `${text.length} characters`);
});
