// The website that stands in for publishers in development.
import t, { type Test } from "tap";
import { startPublisherStandIn } from "../../src/development/publishers/stand-in.ts";
import type { Publisher } from "../../src/domain/school/publisher.ts";
import { environmentOf, startServiceProcess } from "../integration/service-process.ts";
import { createTestDatabase } from "../support/database.ts";
import { publicUrl, startTestService } from "../support/service.ts";
import { startSmtpServer } from "../support/smtp-server.ts";

const malmberg: Publisher = {
  key: "malmberg",
  name: "Malmberg",
  homeUrl: "https://malmberg.example/",
  launchUrl: "https://malmberg.example/launch",
  homeUseAllowed: true,
  needs: [],
};

/** A service whose child may open Malmberg and Zwijsen, with the stand-in beside it. */
async function start(t: Test) {
  const started = Promise.withResolvers<{
    url: string;
    listPublishers(): Promise<readonly Publisher[]>;
  }>();
  const standIn = await startPublisherStandIn({
    port: 0,
    issuer: publicUrl,
    service: started.promise,
  });
  t.teardown(() => standIn.stop());
  const { launchUrlOf } = standIn;
  const clock = { now: () => new Date() };
  const service = await startTestService(t, {}, undefined, { clock, launchUrlOf });
  const { api, url, useCases } = service;
  started.resolve({ url, listPublishers: useCases.publishers.list });

  const { token: school } = await service.addClient("01AA");
  const pupil = { externalId: "1", firstName: "Zoë <b>", group: "4A" };
  const groups = [{ externalId: "4A", name: "4A" }];
  await api("putRoster", { token: school, body: { groups, teachers: [], pupils: [pupil] } });
  await api("updateSchool", { token: school, body: { publishers: ["malmberg", "zwijsen"] } });
  const [group] = (await api("listGroups", { token: school })).body.items;
  const { pupils } = (await api("getGroup", { token: school, path: { groupId: group.id } })).body;
  const email = "ouder@home.nl";
  const path = { pupilId: pupils[0].id };
  await api("setHomeLogin", { token: school, path, body: { emails: [email] } });
  await service.dispatchAll();
  const [mail] = service.smtp.messages;
  const [link] = /(?<=activate#)\S+/.exec(mail?.text ?? "") ?? [];
  const password = "vrolijke fietsbel";
  await api("activate", { body: { token: link, password } });
  const { body: session } = await api("createHomeSession", { body: { email, password } });
  return {
    standIn,
    service,
    launch: async (publisher: string): Promise<{ launchUrl: string; token: string }> =>
      (await api("createLaunch", { token: session.accessToken, body: { publisher } })).body,
  };
}

/** Submits the form of a launch. */
async function submit(url: string, token: string) {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams({ token }) });
  return { status: response.status, headers: response.headers, page: await response.text() };
}

const { standIn, service, launch } = await start(t);

t.test("a launch leads to a page that shows every claim of the verified token", async (t) => {
  const { launchUrl, token } = await launch("malmberg");
  t.equal(launchUrl, `${standIn.url}/malmberg/launch`);
  t.equal(new URL(launchUrl).hostname, "127.0.0.1");
  const { status, headers, page } = await submit(launchUrl, token);
  t.equal(status, 200);
  t.equal(headers.get("cache-control"), "no-store");
  t.match(headers.get("content-security-policy"), /^default-src 'none'; style-src 'self'; /);
  const [, payload = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  t.match(claims, { aud: "malmberg", iss: publicUrl });
  for (const [claim, value] of Object.entries(claims)) {
    t.match(page, `<code>${claim}</code></th><td class="value">${value}</td>`);
  }
  t.match(page, "<h1>A child has arrived at Malmberg</h1>");
  t.match(page, "the token also has no first name, no group, no ECK iD, no BRIN");
  t.match(page, `${service.url}/.well-known/jwks.json`);
  t.match(page, "What a real publisher does next");
});

t.test("the page shows the first name and group that the publisher needs, escaped", async (t) => {
  await service.useCases.publishers.set("malmberg", { needs: ["first-name", "group"] });
  const { launchUrl, token } = await launch("malmberg");
  const { page } = await submit(launchUrl, token);
  t.match(page, "<h1>Zoë &#60;b&#62; has arrived at Malmberg</h1>");
  t.match(page, '<code>group</code></th><td class="value">4A</td>');
  t.notMatch(page, "Zoë <b>");
});

t.test("a token is rejected that is used twice, changed, missing or of another use", async (t) => {
  const { launchUrl, token } = await launch("malmberg");
  const other = await launch("zwijsen");
  const [header, payload = ""] = token.split(".");
  const [, , foreign] = other.token.split(".");
  t.equal((await submit(launchUrl, token)).status, 200);
  const { token: accessToken } = await service.addClient("01AB");
  for (const [sent, reason] of [
    [token, "received before (claim jti)"],
    [other.token, "aud must be malmberg"],
    [`${header}.${payload}.${foreign}`, "The signature is wrong"],
    [accessToken, "typ must be launch+jwt"],
    ["", "not a signed JWT"],
    ["<script>", "not a signed JWT"],
  ] as const) {
    const { status, page } = await submit(launchUrl, sent);
    t.equal(status, 400, reason);
    t.match(page, reason);
    t.notMatch(page, "<script>");
  }
  t.equal((await submit(`${standIn.url}/unknown/launch`, token)).status, 404);
  t.equal((await fetch(standIn.url)).status, 200);
  t.match((await fetch(`${standIn.url}/style.css`)).headers.get("content-type"), "text/css");
});

t.test("a publisher with a URL of its own is launched there", async (t) => {
  t.equal(standIn.launchUrlOf(malmberg), `${standIn.url}/malmberg/launch`);
  const launchUrl = "https://launch.malmberg.test/in";
  t.equal(standIn.launchUrlOf({ ...malmberg, launchUrl }), launchUrl);
});

t.test("the error for a port in use names PUBLISHER_PORT", async (t) => {
  const port = Number(new URL(standIn.url).port);
  const service = new Promise<never>(() => {});
  await t.rejects(startPublisherStandIn({ port, issuer: publicUrl, service }), {
    message: new RegExp(`^PUBLISHER_PORT ${port} is taken: `),
  });
});

t.test("in production nothing listens on PUBLISHER_PORT", async (t) => {
  const free = await startPublisherStandIn({
    port: 0,
    issuer: publicUrl,
    service: new Promise<never>(() => {}),
  });
  await free.stop();
  const smtp = await startSmtpServer(t);
  const { port } = new URL(free.url);
  const production = await startServiceProcess(t, {
    ...environmentOf(await createTestDatabase(t), smtp.url),
    NODE_ENV: "production",
    MAIL_FROM: "no-reply@thuisinlog.example",
    PUBLISHER_PORT: port,
  });
  t.equal((await fetch(`${production.url}/livez`)).status, 200);
  await t.rejects(fetch(free.url), "the connection is refused");
  for (const path of ["/malmberg/launch", "/style.css"]) {
    t.equal((await fetch(`${production.url}${path}`)).status, 404);
  }
});
