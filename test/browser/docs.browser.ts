// First use of `/docs` by a developer: authorise, then send each request with its example unchanged.
import t from "tap";
import { startSite } from "./site.ts";

const site = await startSite(t);
const { clientId, clientSecret } = await site.addClient("01AB");
const page = await (await site.browser.newContext()).newPage();
const errors: string[] = [];
page.on("pageerror", ({ message }) => errors.push(message));
page.on("console", (message) => {
  if (message.type() === "error") errors.push(message.text());
});
await page.goto(`${site.url}/docs/`);

/** Opens an operation, and sends the request that the page proposes, with these ids in its path, or another body. */
async function execute(
  operationId: string,
  ids: Readonly<Record<string, string>> = {},
  body?: object,
): Promise<{ status: string; url: string; body: string }> {
  const operation = page.locator(`.opblock[id$="-${operationId}"]`);
  await operation.locator(".opblock-summary-control").click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  for (const [name, id] of Object.entries(ids)) await operation.getByPlaceholder(name).fill(id);
  if (body) await operation.locator("textarea.body-param__text").fill(JSON.stringify(body));
  await operation.getByRole("button", { name: "Execute" }).click();
  const live = operation.locator(".live-responses-table");
  const text = async (selector: string) =>
    (await live.locator(selector).first().textContent()) ?? "";
  return {
    status: (await text("tbody .response-col_status")).trim(),
    url: (await operation.locator(".request-url pre").textContent()) ?? "",
    body: await text("tbody .response-col_description .highlight-code code"),
  };
}

async function firstGroupId(): Promise<string> {
  const { token } = await site.addClient("01AB");
  return (await site.api("listGroups", { token })).body.items[0].id;
}

await t.test("Authorize gets a token with the client id and the secret", async (t) => {
  await page.locator(".auth-wrapper .authorize").click();
  const dialog = page.locator(".auth-container", { hasText: "clientCredentials" });
  await dialog.locator("#client_id_clientCredentials").fill(clientId);
  await dialog.locator("#client_secret_clientCredentials").fill(clientSecret);
  await dialog.getByRole("button", { name: "Apply given OAuth2 credentials" }).click();
  t.ok(await dialog.getByRole("button", { name: "Remove authorization" }).textContent());
  await page.locator(".close-modal").click();
});

await t.test("the proposed roster is taken", async (t) => {
  const { status, url, body } = await execute("putRoster");
  t.equal(status, "200", body);
  t.match(url, /\/v1\/roster\?/);
  t.match(JSON.parse(body).pupils, { added: ["1001", "1002"] });
});

await t.test("the proposed rows are invited", async (t) => {
  const { status, body } = await execute("bulkActivate");
  t.equal(status, "200", body);
  t.match(JSON.parse(body).counts, { invited: 2, refused: 0 });
});

const lists = [
  "listGroups",
  "listHomeLogins",
  "listHomeLoginChanges",
  "listAuditEvents",
  "listPublishers",
];
for (const operationId of lists) {
  await t.test(`the first click on ${operationId} shows items`, async (t) => {
    const { status, url, body } = await execute(operationId);
    t.equal(status, "200", body);
    t.notMatch(url, "cursor");
    t.ok(JSON.parse(body).items.length > 0, "the page is not empty");
  });
}

await t.test("a group of the list shows its pupils", async (t) => {
  const groupId = await firstGroupId();
  const { status, url, body } = await execute("listGroupPupils", { groupId });
  t.equal(status, "200", body);
  t.notMatch(url, "cursor");
  t.equal(JSON.parse(body).items.length, 2);
});

await t.test("a group of the list gets its letters", async (t) => {
  const groupId = await firstGroupId();
  const { status, body } = await execute("createLetters", {}, { groupId });
  t.equal(status, "201", body);
  t.match(body, "<html");
  t.match(body, /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/, "the code of a letter");
});

await t.test("the proposed change of the school does not turn home login off", async (t) => {
  const { status, body } = await execute("updateSchool");
  t.equal(status, "200", body);
  t.match(JSON.parse(body), { networkEnvironment: null, retentionDays: 30 });
});

await t.test("the headers of a response leave room for the operation", async (t) => {
  const responses = await page
    .locator('.opblock[id$="-listGroups"] .responses-inner .response')
    .all();
  t.ok(responses.length > 5);
  for (const response of responses) {
    const rows = await response.locator(".headers tbody tr").count();
    t.ok(rows <= 4, `${rows} headers`);
  }
});

await t.test("the page logs no error", async (t) => t.strictSame(errors, []));
