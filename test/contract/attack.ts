// Derives attacks on each operation from the OpenAPI document.
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { type Operation, schemaAt, takes, undeclared } from "../support/contract.ts";
import { changesOf, hostileTexts } from "./hostile-values.ts";
import { exampleOf, type Schema } from "./schema-examples.ts";

export interface Attack {
  readonly name: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
  /** Whether a response below 400 is a failure. */
  readonly mustRefuse: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const json = "application/json";
const sizeMaxBytes = 16 * 1024;

/** Files: a schema cannot say what makes one valid, so any declared response passes. */
const otherBodies: Readonly<Record<string, string>> = {
  "application/x-www-form-urlencoded": "grant_type=client_credentials&client_id=a&client_secret=b",
  "text/csv": "externalId;email1;email2\r\n1;a@b.nl;\r\n",
};

/** Returns every attack on an operation; `path` has its parameters filled in. */
export function attacksOn(operation: Operation, path: string, auth: Attack["headers"]): Attack[] {
  const { method, bodies } = operation;
  const schema = bodies[json]?.schema;
  const example = schema ? exampleOf(schema, schemaAt as (ref: string) => Schema) : undefined;
  const [type = json] = schema ? [json] : Object.keys(bodies);
  const text = schema ? JSON.stringify(example) : otherBodies[type];
  const good = {
    method,
    path,
    headers: text ? { ...auth, "Content-Type": type } : auth,
    body: text,
  };
  const attack = (name: string, change: Partial<Attack>, mustRefuse = false): Attack => ({
    ...good,
    name,
    mustRefuse,
    ...change,
  });
  const withHeaders = (name: string, headers: Attack["headers"], mustRefuse = false) =>
    attack(name, { headers: { ...good.headers, ...headers } }, mustRefuse);
  const isClosed = operation.security.length > 0;
  return [
    attack("as the contract has it", {}),
    ...(schema ? changesOf(example) : []).map(({ at, body }) =>
      attack(at, { body: JSON.stringify(body) ?? "" }, !takes(schema ?? {}, asParsed(body))),
    ),
    ...(text ? rawBodies(schema !== undefined) : []).map(([name, body]) =>
      attack(`a body that is ${name}`, { body }, schema !== undefined),
    ),
    ...(text
      ? ["application/pdf", "multipart/form-data; boundary=x", "text/html", "x", ""]
      : []
    ).map((type) =>
      attack(`a body of type ${type}`, { headers: { ...auth, "Content-Type": type } }, true),
    ),
    ...unknownQueries.map((query) =>
      attack(`?${query}`, { path: `${path}?${query}` }, path.startsWith("/v1/")),
    ),
    ...queriesOf(operation).map((query) => attack(`?${query}`, { path: `${path}?${query}` })),
    ...(isClosed
      ? [
          attack("nobody", { headers: without(good.headers, "Authorization") }, true),
          withHeaders("an empty token", { Authorization: "Bearer " }, true),
          withHeaders("a token that is none", { Authorization: "Bearer a.b.c" }, true),
          withHeaders("another scheme", { Authorization: "Negotiate YQ==" }, true),
          withHeaders("a huge token", { Authorization: `Bearer ${"a.".repeat(4_000)}` }, true),
        ]
      : []),
    withHeaders("a picture asked for", { Accept: "image/png" }, true),
    withHeaders("Accept that is none", { Accept: ";;;,/" }),
    withHeaders("If-Match that is none", { "If-Match": '"' }),
    withHeaders("If-None-Match of everything", { "If-None-Match": "*, W/\"'" }),
    withHeaders("another host and proxy", {
      "X-Forwarded-Host": "evil.nl",
      "X-HTTP-Method-Override": "DELETE",
    }),
    withHeaders("an origin that is none", { Origin: "null", Range: "bytes=0-0,-1" }),
  ];
}

/** Hostile text in place of each id. */
export function attacksOnPath({ method, path }: Operation, auth: Attack["headers"]): Attack[] {
  if (!path.includes("{")) return [];
  return [...hostileTexts.filter((text) => text.isWellFormed())].map((text) => ({
    name: `an id ${text.slice(0, 40)}`,
    method,
    path: path.replace(/\{\w+\}/, encodeURIComponent(text)),
    headers: auth,
    // Removing an unknown device is idempotent and succeeds.
    mustRefuse: !path.includes("{deviceId}"),
  }));
}

function rawBodies(isJson: boolean): [string, string | Buffer][] {
  return [
    ["empty", ""],
    ["broken off", "{"],
    ["null", "null"],
    ["a word", '"a"'],
    ["no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ["UTF-16", Buffer.from('{"a":1}', "utf16le")],
    ["a zip", Buffer.from("504b0304140000000800", "hex")],
    ["a prototype", '{"__proto__":{"polluted":true}}'],
    ["nested", `${"[".repeat(5_000)}${"]".repeat(5_000)}`],
    ...(isJson ? ([["a large number", `{"a":1${"0".repeat(sizeMaxBytes)}}`]] as const) : []),
  ].map(([name = "", body = ""]) => [`${name}`, body]);
}

/** Every operation of the API rejects them. */
const unknownQueries = ["unknown=1", "__proto__[polluted]=1", "%zz=%"];

/** Each parameter with invalid values, and given twice. */
function queriesOf({ parameters }: Operation): string[] {
  const names = parameters.filter((one) => one.in === "query").map(({ name }) => name);
  const values = [
    ...hostileTexts.filter((text) => text.isWellFormed()),
    "-1",
    "0",
    "201",
    "1.5",
    "true",
  ];
  return names.flatMap((name) => [
    ...values.map((value) => `${name}=${encodeURIComponent(value)}`),
    `${name}=1&${name}=2`,
    `${name}[]=1`,
    `${name}[a]=1`,
    `${name}=%ff`,
  ]);
}

function without(headers: Attack["headers"], name: string): Attack["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name));
}

/** The body as the service parses it, without values that JSON cannot represent. */
function asParsed(body: unknown): unknown {
  const text = JSON.stringify(body);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Returns every failure of a response. */
export function violationsIn(operation: Operation, { mustRefuse }: Attack, reply: Reply): string[] {
  const { status, headers, text } = reply;
  return [
    ...(status >= 500 ? [`status ${status}`] : []),
    ...(mustRefuse && status < 400 ? [`taken with ${status}`] : []),
    ...undeclared(operation, status, headers, text),
    ...Object.entries(everywhere(headers))
      .filter(([name, pattern]) => !pattern.test(headers.get(name) ?? ""))
      .map(([name]) => `${name}: ${headers.get(name)}`),
  ];
}

/** Headers of every response (ASVS 3.4, 3.5.8). A resource that any page may read may be embedded by any page. */
function everywhere(headers: Headers): Readonly<Record<string, RegExp>> {
  const isForAll = headers.get("access-control-allow-origin") === "*";
  return {
    "strict-transport-security": /^max-age=31536000; includeSubDomains$/,
    "x-content-type-options": /^nosniff$/,
    "content-security-policy": /^default-src 'none'.* base-uri 'none'.* frame-ancestors 'none'$/,
    "referrer-policy": /^no-referrer$/,
    "cross-origin-resource-policy": isForAll ? /^cross-origin$/ : /^same-origin$/,
    "cache-control": /^no-store$/,
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: 2 });

/** Sends the exact bytes; `fetch` would normalise the path and reject methods. */
export function send(url: string, { method, path, headers, body }: Attack): Promise<Reply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path, headers: { ...headers }, agent };
    const sent = request(options, async (response) => {
      let text = "";
      for await (const chunk of response.setEncoding("utf8")) text += chunk;
      const { statusCode = 0 } = response;
      resolve({ status: statusCode, headers: headersOf(response.headers), text });
    });
    sent.on("error", reject);
    if (body !== undefined) sent.setHeader("Content-Length", Buffer.byteLength(body));
    sent.end(body);
  });
}

function headersOf(headers: IncomingHttpHeaders): Headers {
  return new Headers(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
}

export function closeConnections(): void {
  agent.destroy();
}
