import { readFile } from "node:fs/promises";
import { get, type IncomingHttpHeaders } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { decodeJwt } from "jose";
import t from "tap";
import { securityHeaders } from "../../../src/http/plugins/headers.ts";
import { problemTypes } from "../../../src/http/problems/problem-types.ts";
import { publicUrl, startTestService } from "../../support/service.ts";

/** The text of escaped HTML. */
const textOf = (html: string) =>
  html.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

t.test("the OpenAPI document", async (t) => {
  const { api, url, addClient } = await startTestService(t);

  const committed = async (name: string) =>
    JSON.parse(await readFile(new URL(`../../../openapi/${name}.json`, import.meta.url), "utf8"));
  const served = [
    { operationId: "getOpenapi", path: "/v1/openapi.json", name: "openapi" },
    { operationId: "getServiceOpenapi", path: "/openapi.json", name: "service" },
  ] as const;

  await t.test("the committed documents equal those that the service serves", async (t) => {
    for (const { operationId, name } of served) {
      const { body, headers } = await api(operationId);
      t.strictSame(body, await committed(name), "npm run openapi:write");
      t.equal(headers.get("access-control-allow-origin"), "*");
    }
  });

  await t.test("every path of the API is below its server, and no other one", async (t) => {
    const { servers, paths } = await committed("openapi");
    t.strictSame(
      servers.map(({ url }: { url: string }) => url),
      ["/v1"],
    );
    t.ok(paths["/groups"] && paths["/openapi.json"]);
    t.strictSame(
      Object.keys(paths).filter((path) =>
        /^\/(?:v\d|\.well-known|livez|readyz|problems)/.test(path),
      ),
      [],
    );
    const beside = await committed("service");
    t.strictSame(beside.servers[0].url, "/");
    t.strictSame(
      Object.keys(beside.paths).filter((path) => path.startsWith("/v1")),
      [],
    );
  });

  await t.test("a document goes out compact, and compressed as the caller prefers", async (t) => {
    const bytesOf = async (path: string, headers: Record<string, string>) => {
      return await new Promise<{ headers: IncomingHttpHeaders; status: number; body: Buffer }>(
        (resolve, reject) => {
          get(`${url}${path}`, { headers }, async (response) => {
            const { headers, statusCode: status = 0 } = response;
            resolve({ headers, status, body: Buffer.concat(await response.toArray()) });
          }).on("error", reject);
        },
      );
    };
    const decoders = {
      br: brotliDecompressSync,
      gzip: gunzipSync,
      identity: (body: Buffer) => body,
    };
    const preferring = [
      ["br, gzip", "br"],
      ["gzip, deflate, br;q=0.1", "gzip"],
      ["gzip", "gzip"],
      ["deflate", "identity"],
      ["", "identity"],
      ["br;q=0, gzip;q=0", "identity"],
    ] as const;
    for (const path of ["/v1/openapi.json", "/openapi.json", "/docs/json"]) {
      const etags = new Map<string, unknown>();
      const plain = JSON.stringify(await (await fetch(url + path)).json());
      for (const [accepted, encoding] of preferring) {
        const { headers, body } = await bytesOf(path, { "Accept-Encoding": accepted });
        t.equal(headers["content-encoding"] ?? "identity", encoding, `${path} ${accepted}`);
        t.equal(headers.vary, "Accept-Encoding");
        t.equal(`${decoders[encoding](body)}`, plain);
        if (encoding !== "identity") t.ok(body.length < plain.length / 4, `${body.length}`);
        etags.set(encoding, headers.etag);
      }
      if (path === "/docs/json") continue;
      t.equal(new Set(etags.values()).size, 3, "a strong ETag for each encoding");
      const again = await bytesOf(path, {
        "Accept-Encoding": "br",
        "If-None-Match": `${etags.get("br")}`,
      });
      t.match(again, { status: 304, headers: { vary: "Accept-Encoding" } });
      t.notOk(again.headers["content-encoding"]);
      t.equal(again.body.length, 0);
    }
  });

  await t.test(
    "the metadata of the token endpoint leads an OAuth library to a token",
    async (t) => {
      const { body } = await api("getAuthorizationServer");
      t.strictSame(body, {
        issuer: publicUrl,
        token_endpoint: `${publicUrl}/v1/oauth/token`,
        jwks_uri: `${publicUrl}/.well-known/jwks.json`,
        response_types_supported: [],
        grant_types_supported: ["client_credentials"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        service_documentation: `${publicUrl}/docs`,
      });
      const { token } = await addClient("01AA");
      t.equal(decodeJwt(token).iss, body.issuer);
      for (const advertised of [body.jwks_uri, body.service_documentation]) {
        t.equal((await fetch(advertised.replace(publicUrl, url))).status, 200, advertised);
      }
    },
  );

  await t.test("a response declares only headers that a caller may use", async (t) => {
    for (const { operationId } of served) {
      const { body, headers } = await api(operationId);
      const names = Object.keys(body.components.headers);
      t.strictSame(
        names.filter((name) => name in securityHeaders),
        [],
      );
      for (const [name, value] of Object.entries(securityHeaders)) {
        t.ok(headers.has(name));
        if (operationId === "getOpenapi")
          t.match(body.info.description, `| \`${name}\` | \`${value}\` |`);
      }
    }
  });

  await t.test("its version equals API-Version and package.json", async (t) => {
    const { body, headers } = await api("getOpenapi");
    const file = await readFile(new URL("../../../package.json", import.meta.url), "utf8");
    t.equal(headers.get("api-version"), body.info.version);
    t.equal(JSON.parse(file).version, body.info.version);
  });

  await t.test("exactly the problem types have a documentation page", async (t) => {
    const index = await api("listProblems");
    for (const name of Object.keys(problemTypes)) {
      const page = await api("getProblem", { path: { name } });
      t.match(page.text, problemTypes[name as keyof typeof problemTypes].title);
      t.ok(index.text.includes(`/problems/${name}`), name);
    }
    t.match((await api("getProblem", { path: { name: "toString" } })).body, {
      status: 404,
      detail: "There is no problem type with this name; see /problems.",
    });
  });

  await t.test(
    "a problem page has a meaning, a remedy and an example; an unknown one the list",
    async (t) => {
      const headers = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
      for (const [name, { status, title }] of Object.entries(problemTypes)) {
        const { text } = await api("getProblem", { path: { name }, headers });
        for (const heading of ["What it means", "What you can do", "Example"]) {
          t.match(
            text,
            new RegExp(`<h2>${heading}</h2>\\s*<(p|pre)>[^\\s]`),
            `${name}: ${heading}`,
          );
        }
        const [, example = ""] = /<pre><code>(.*?)<\/code>/s.exec(text) ?? [];
        t.match(JSON.parse(textOf(example)), { status, title, instance: /^\/v?/ }, name);
      }
      const unknown = await api("getProblem", { path: { name: "nope" }, headers });
      t.equal(unknown.status, 404);
      t.match(unknown.headers.get("content-type"), /^text\/html/);
      t.match(unknown.text, "No such problem type");
      t.match(unknown.text, "/problems/not-found");
      t.notMatch(unknown.text, "nope");
    },
  );

  await t.test("/docs renders the document", async (t) => {
    const page = await fetch(`${url}/docs/`);
    t.equal(page.status, 200);
    t.match(page.headers.get("content-type"), "text/html");
  });
});
