import t from "tap";
import { publicUrl, startTestService } from "../../support/service.ts";

const roster = {
  groups: [{ externalId: "4A", name: "4A & <b>" }],
  teachers: [
    { externalId: "LK4", firstName: "Lia", infix: "van", lastName: "Dam", groups: ["4A"] },
  ],
  pupils: [
    { externalId: "1", firstName: "Noor", infix: "van der", lastName: "Aa", group: "4A" },
    { externalId: "2", firstName: "<script>", lastName: "Bos", picture: "x.png", group: "4A" },
    { externalId: "3", lastName: "Cruijff", group: "4A" },
  ],
};

t.test("the print version of a group", async (t) => {
  const service = await startTestService(t);
  const { api, smtp, url } = service;
  const { token } = await service.addClient("01AA");
  const teacher = (await service.addClient("01AA", "teacher", "LK4")).token;
  await api("putRoster", { token, body: roster });
  const [group] = (await api("listGroups", { token })).body.items;
  const path = { groupId: group.id };
  const { pupils } = (await api("getGroup", { token, path })).body;
  await api("updatePupil", { token, path: { pupilId: pupils[0].id }, body: { picture: "owl" } });
  const emails = ["moeder@home.nl", "vader@home.nl"];
  await api("setHomeLogin", { token, path: { pupilId: pupils[0].id }, body: { emails } });
  await api("setHomeLogin", {
    token,
    path: { pupilId: pupils[2].id },
    body: { emails: ["opa@home.nl"] },
  });
  await service.dispatchAll();
  const [, link] = /activate#(\S+)/.exec(`${smtp.messagesTo(emails[0] ?? "")[0]?.text}`) ?? [];
  await api("activate", { body: { token: link, password: "vrolijke fietsbel" } });
  const print = (query: Readonly<Record<string, string>> = {}, headers = {}) =>
    api("getGroupPrintVersion", { token: teacher, path, query, headers });
  const rowsOf = (text: string) =>
    [...text.matchAll(/<tr><td>.*<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell),
    );
  const image = `<img src="${publicUrl}/assets/drawings/owl.svg" alt="" width="24" height="24">`;

  await t.test(
    "the sheet has the pupils of the group with their states, and no address",
    async (t) => {
      const { status, headers, text } = await print();
      t.equal(status, 200);
      t.equal(headers.get("content-type"), "text/html; charset=utf-8");
      t.equal(headers.get("content-language"), "nl");
      t.strictSame(rowsOf(text), [
        [image, "Noor", "van der Aa", "<b>Ja</b>", "actief, uitgenodigd"],
        ["", "&#60;script&#62;", "Bos", "Nee", "geen adres"],
        ["", "", "Cruijff", "<b>Ja</b>", "uitgenodigd"],
      ]);
      t.match(text, '<html lang="nl">');
      t.match(text, "School 01AA · Lia van Dam");
      t.match(text, "3 leerlingen, 2 met een adres van thuis");
      t.match(text, "Thuis inloggen: 4A &#38; &#60;b&#62;");
      t.notMatch(text, "@home.nl");
    },
  );

  await t.test("the addresses are shown only if they are asked for", async (t) => {
    const [first = []] = rowsOf((await print({ addresses: "true" })).text);
    t.equal(
      first.at(-1),
      "<ul><li>moeder@home.nl (actief)</li><li>vader@home.nl (uitgenodigd)</li></ul>",
    );
    t.notMatch((await print({ addresses: "false" })).text, "@home.nl");
    t.equal((await print({ addresses: "yes" })).status, 400);
    t.equal((await print({ adresses: "true" })).status, 400);
  });

  await t.test("the language is that of the school, whatever the caller prefers", async (t) => {
    await api("updateSchool", { token, body: { locale: "en" } });
    const { headers, text } = await print({}, { "Accept-Language": "nl" });
    t.equal(headers.get("content-language"), "en");
    t.match(text, '<html lang="en">');
    t.match(text, "activated, invited");
    await api("updateSchool", { token, body: { locale: "nl" } });
  });

  await t.test(
    "the page has the policy of the web pages, and its style is for every place",
    async (t) => {
      const { headers, text } = await print();
      const login = await fetch(`${url}/login`);
      t.equal(headers.get("content-security-policy"), login.headers.get("content-security-policy"));
      t.notMatch(text, /<script|<style|style="|\son\w+=/);
      const [, style = ""] = /href="([^"]+print\.css)"/.exec(text) ?? [];
      t.equal(style, `${publicUrl}/assets/print.css`);
      const css = await fetch(style.replace(publicUrl, url));
      t.equal(css.status, 200);
      t.equal(css.headers.get("cross-origin-resource-policy"), "cross-origin");
      t.match(await css.text(), /@page \{\s+size: A4;/);
    },
  );

  await t.test("only callers of the group read it, and only as a web page", async (t) => {
    t.equal((await print({}, { Accept: "application/json" })).status, 406);
    const portal = (await service.addClient("01AA", "portal")).token;
    t.equal((await api("getGroupPrintVersion", { token: portal, path })).status, 403);
    const stranger = (await service.addClient("02BB")).token;
    t.equal((await api("getGroupPrintVersion", { token: stranger, path })).status, 404);
  });
});
