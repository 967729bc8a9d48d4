// PostgreSQL text cannot contain NUL, so the service must reject it in every input.
import t from "tap";
import { createBrowser } from "../support/browser.ts";
import { type Operation, operations, schemaAt } from "../support/contract.ts";
import { closeConnections, type Reply, send } from "./attack.ts";
import { stringsReplaced } from "./hostile-values.ts";
import { email, password, startNeighbours } from "./neighbours.ts";
import { exampleOf, type Schema } from "./schema-examples.ts";

const json = "application/json";
const nul = "a\u0000b";
const neighbours = await startNeighbours(t, {
  MAILGUN_SIGNING_KEY: "key-of-mailgun-for-tests",
  SES_TOPIC_ARN: "arn:aws:sns:eu-west-1:123456789012:bounces",
});
const { url, own, tokens, coordinator, api } = neighbours;
t.teardown(closeConnections);

let requests = 0;
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Each request has its own network, so that validation answers and not a throttle. */
function sendOne({ method, path, headers = {}, body }: Sent): Promise<Reply> {
  requests += 1;
  const network = { "X-Forwarded-For": `10.2.${requests >> 8}.${requests & 255}` };
  return send(url, {
    name: "",
    mustRefuse: true,
    method,
    path,
    headers: { ...headers, ...network },
    body,
  });
}

const isRejected = ({ status }: Reply) => status >= 400 && status < 500;

/** Examples of a schema with a NUL in one string. */
function bodiesWithNul(schema: object): { readonly at: string; readonly body: string }[] {
  const example = exampleOf(schema as Schema, schemaAt as (ref: string) => Schema);
  return stringsReplaced(example, nul).map(({ at, body }) => ({ at, body: JSON.stringify(body) }));
}

/** Operations that may answer 2xx, and the required content of that response. */
const acceptedWith: Readonly<Record<string, RegExp>> = {
  // Events about unknown mails are acknowledged and ignored.
  recordMailEvents: /^$/,
  recordPostmarkEvent: /^/,
  // The service stores a control character in the name of a device as a space.
  rememberDevice: /"name":"a b"/,
  // Only the row is rejected, not the whole table.
  bulkActivate: /"invited":0,"changed":0,"unchanged":0,"skipped":0,"refused":1\b/,
};

for (const operation of operations.values()) {
  const { operationId, method, bodies } = operation;
  await t.test(`${operationId} answers a NUL in any string with a 4xx`, async (t) => {
    const headers = headersOf(operation);
    const path = pathOf(operation);
    const schema = bodies[json]?.schema;
    for (const { at, body } of schema ? bodiesWithNul(schema) : []) {
      const reply = await sendOne({
        method,
        path,
        headers: { ...headers, "Content-Type": json },
        body,
      });
      const isHarmless = reply.status < 300 && acceptedWith[operationId]?.test(reply.text);
      const isFine = isRejected(reply) || isHarmless === true;
      t.ok(isFine, `${encodeURI(at)}: ${reply.status} ${reply.text}`);
    }
    const [name] = /\{\w+\}/.exec(operation.path) ?? [];
    if (name !== undefined) {
      const withNul = operation.path.replace(name, encodeURIComponent(nul));
      const reply = await sendOne({ method, path: filled(withNul), headers });
      // Removing an unknown device is idempotent and succeeds.
      t.ok(isRejected(reply) || reply.status === 204, `${name}: ${reply.status}`);
    }
    for (const parameter of operation.parameters.filter((one) => one.in === "query")) {
      const query = `${parameter.name}=${encodeURIComponent(nul)}`;
      const reply = await sendOne({ method, path: `${path}?${query}`, headers });
      t.ok(isRejected(reply), `?${parameter.name}: ${reply.status}`);
    }
    t.pass("every place was tried");
  });
}

t.test("a table for bulk activation with a NUL in a cell is rejected", async (t) => {
  const body = `externalId;email1;email2\r\n${nul};a@b.nl;\r\n1;${nul}@b.nl;\r\n`;
  const { text } = await api("bulkActivate", {
    token: coordinator,
    body: new Blob([body], { type: "text/csv" }),
  });
  t.notMatch(text, /"invited"/);
});

t.test("a roster file with a NUL is rejected", async (t) => {
  for (const body of [
    "<EDEX>\u0000</EDEX>",
    "<EDEX>&#0;</EDEX>",
    Buffer.from("\u0000", "utf16le"),
  ]) {
    const reply = await sendOne({
      method: "PUT",
      path: "/v1/roster",
      headers: { Authorization: `Bearer ${coordinator}`, "Content-Type": "application/xml" },
      body,
    });
    t.ok(isRejected(reply), `${reply.status}`);
  }
});

t.test("client credentials with a NUL are rejected as wrong credentials", async (t) => {
  const grant = "grant_type=client_credentials";
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const ask = (body: string, headers = {}) =>
    sendOne({ method: "POST", path: "/v1/oauth/token", headers: { ...form, ...headers }, body });
  const basic = Buffer.from("a%00b:c%00d").toString("base64");
  const raw = Buffer.from(`${nul}:${nul}`).toString("base64");
  for (const reply of [
    await ask(`${grant}&client_id=a%00b&client_secret=c%00d`),
    await ask(grant, { Authorization: `Basic ${basic}` }),
    await ask(grant, { Authorization: `Basic ${raw}` }),
  ]) {
    t.ok(isRejected(reply), `${reply.status}`);
  }
});

t.test("a NUL in a form or cookie of the web pages causes no server error", async (t) => {
  const forms: Readonly<Record<string, readonly string[]>> = {
    "/login": ["email", "password"],
    "/forgot": ["email"],
    "/activate": ["token"],
    "/activate/password": ["token", "password", "repeated"],
    "/activate/refusal": ["token"],
    "/pictures": ["child", "pick", "chosen", "order"],
    "/pictures/code": ["pick", "chosen", "order", "save"],
    "/devices/forget": ["device"],
    "/launch": ["publisher"],
  };
  const families = [createBrowser(url), createBrowser(url)];
  await families[0]?.send("/login", { email, password });
  await families[0]?.send("/devices/remember", {});
  t.ok(families[0]?.cookies.has("__Host-device"));
  for (const family of families) {
    for (const [path, names] of Object.entries(forms)) {
      for (const name of names) {
        const values = names.map((one) => [one, one === name ? nul : "x"]);
        const page = await family.send(path, Object.fromEntries(values));
        t.ok(page.status < 500, `${path} ${name}: ${page.status}`);
      }
    }
  }
  for (const cookie of ["__Host-session", "__Host-device", "__Host-language"]) {
    for (const path of ["/", "/login"]) {
      const headers = { Cookie: `${cookie}=a%00b`, Accept: "text/html" };
      const { status } = await sendOne({ method: "GET", path, headers });
      t.ok(status < 500, `${cookie} at ${path}: ${status}`);
    }
  }
});

function headersOf({ operationId, security }: Operation): Readonly<Record<string, string>> {
  const [scheme] = security;
  if (scheme === undefined) return {};
  const isFamily = "homeSession" in scheme;
  const token = isFamily ? tokens["family"] : coordinator;
  const isOperator = "mailEventsToken" in scheme || operationId === "recordPostmarkEvent";
  return { Authorization: `Bearer ${isOperator ? tokens["operator"] : token}` };
}

function pathOf({ path }: Operation): string {
  return filled(path);
}

function filled(path: string): string {
  const values: Readonly<Record<string, string>> = { ...own, name: "not-found" };
  return path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
