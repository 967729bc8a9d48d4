// Rules that hold for every response.
import { connect } from "node:net";
import t from "tap";
import { publicUrl, startTestService } from "../support/service.ts";

const roster = {
  groups: Array.from({ length: 7 }, (_, index) => ({
    externalId: `g${index}`,
    name: `Groep ${index % 3}`,
  })),
  teachers: [],
  pupils: [{ externalId: "p1", firstName: "Wimpie", group: "g0" }],
};

t.test("the conventions of the API", async (t) => {
  const service = await startTestService(t, { CORS_ORIGINS: "https://portal.example" });
  const { api, url } = service;
  const { token } = await service.addClient("01AA");
  const authorization = { Authorization: `Bearer ${token}` };
  await api("putRoster", { token, body: roster });
  const { body: groups } = await api("listGroups", { token });
  const { body: screen } = await api("getGroup", {
    token,
    path: {
      groupId: groups.items.find(({ externalId }: { externalId: string }) => externalId === "g0")
        .id,
    },
  });
  const path = { pupilId: screen.pupils[0].id };

  await t.test(
    "every error is a problem with a documentation page and the path of the request",
    async (t) => {
      const rejections: [string, RequestInit, number, string][] = [
        ["/v1/nothing", {}, 404, "not-found"],
        ["/v1/livez", {}, 404, "not-found"],
        ["/livez/", {}, 404, "not-found"],
        ["/LIVEZ", {}, 404, "not-found"],
        ["/v1/groups", { method: "DELETE" }, 405, "method-not-allowed"],
        ["/livez", { method: "PROPFIND" }, 405, "method-not-allowed"],
        ["/v1/groups", { headers: { Accept: "text/csv" } }, 406, "not-acceptable"],
        ["/problems", { headers: { Accept: "application/json" } }, 406, "not-acceptable"],
        [
          "/v1/activations",
          { method: "POST", body: "a=b", headers: { "Content-Type": "text/plain" } },
          415,
          "unsupported-media-type",
        ],
        [
          "/v1/activations",
          { method: "POST", body: "{", headers: { "Content-Type": "application/json" } },
          400,
          "invalid-request",
        ],
        [
          "/v1/activations",
          { method: "POST", body: "", headers: { "Content-Type": "application/json" } },
          400,
          "invalid-request",
        ],
        [
          "/v1/activations",
          {
            method: "POST",
            body: JSON.stringify({ token: "x".repeat(20_000) }),
            headers: { "Content-Type": "application/json" },
          },
          413,
          "content-too-large",
        ],
        [
          "/v1/activations",
          {
            method: "POST",
            body: '{"token":"x","password":"y","__proto__":{}}',
            headers: { "Content-Type": "application/json" },
          },
          400,
          "invalid-request",
        ],
        ["/%zz", {}, 400, "invalid-request"],
      ];
      for (const [path, request, status, name] of rejections) {
        const answer = await fetch(url + path, request);
        const problem = await answer.json();
        t.equal(answer.status, status, `${request.method ?? "GET"} ${path}`);
        t.equal(answer.headers.get("content-type"), "application/problem+json");
        t.match(problem, { type: `${publicUrl}/problems/${name}`, status, instance: path });
        t.equal(answer.headers.get("api-version"), "1.0.0");
        t.equal(answer.headers.get("cache-control"), "no-store");
        t.equal(answer.headers.get("x-content-type-options"), "nosniff");
        t.match(answer.headers.get("content-security-policy"), "frame-ancestors 'none'");
        t.match(answer.headers.get("strict-transport-security"), /max-age=\d{8}/);
      }
    },
  );

  await t.test("405 lists the methods of the path", async (t) => {
    const answer = await fetch(`${url}/v1/pupils/${path.pupilId}/home-login`, { method: "PATCH" });
    t.equal(answer.headers.get("allow"), "DELETE, GET, HEAD, PUT");
  });

  await t.test("a request that is not HTTP gets a problem too", async (t) => {
    const answer = await speak(url, "THIS IS NOT HTTP\r\n\r\n");
    t.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
    t.match(answer, "API-Version: 1.0.0\r\n");
    t.match(answer, `"type":"${publicUrl}/problems/invalid-request"`);
    const long = await speak(url, `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`);
    t.match(long, /^HTTP\/1\.1 431 /);
  });

  await t.test("all validation errors of a request are listed, each with its place", async (t) => {
    const activation = await api("activate", { body: { token: 3, "a/b": 1 } });
    t.strictSame(activation.body.errors, [
      { pointer: "/token", detail: "must be a text" },
      { pointer: "/a~1b", detail: "is an unknown property" },
      { pointer: "/password", detail: "is missing" },
    ]);
    const list = await api("listGroups", { token, query: { limit: "0", cursor: "!", sort: "x" } });
    t.strictSame(list.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      "cursor",
      "limit",
      "sort",
    ]);
    for (const limit of ["1e309", "-1e309", "Infinity", "NaN", "1.5", "201", "9007199254740993"]) {
      const { status, body } = await api("listGroups", { token, query: { limit } });
      t.match({ status, body }, { status: 400, body: { errors: [{ pointer: "limit" }] } }, limit);
    }
    const numbers = await api("requestLinks", { body: { email: 5 } });
    t.strictSame(numbers.body.errors, [{ pointer: "/email", detail: "must be a text" }]);
  });

  await t.test("the last of two equal names in JSON counts everywhere", async (t) => {
    const answer = await fetch(`${url}/v1/pupils/${path.pupilId}/home-login`, {
      method: "PUT",
      headers: { ...authorization, "Content-Type": "application/json" },
      body: '{"emails":["eerst@home.nl"],"emails":["laatst@home.nl"]}',
    });
    t.equal(answer.status, 200);
    const { addresses } = (await api("getHomeLogin", { token, path })).body;
    t.match(addresses, [{ email: "laatst@home.nl" }]);
    await service.dispatchAll();
    t.strictSame(service.smtp.recipients, ["laatst@home.nl"]);
    await api("removeHomeLogin", { token, path });
    service.smtp.clear();
  });

  await t.test("paging through a list returns every item once", async (t) => {
    const seen: string[] = [];
    let query: Record<string, string> = { limit: "3" };
    for (let page = 0; page < roster.groups.length; page += 1) {
      const { body, headers } = await api("listGroups", { token, query });
      seen.push(...body.items.map(({ externalId }: { externalId: string }) => externalId));
      if (body.next === null) {
        t.notOk(headers.has("link"));
        break;
      }
      t.equal(headers.get("link"), `</v1/groups?limit=3&cursor=${body.next}>; rel="next"`);
      query = { limit: "3", cursor: body.next };
    }
    t.strictSame(
      [...seen].sort(),
      roster.groups.map(({ externalId }) => externalId),
    );
    t.strictSame(
      groups.items.map(({ name }: { name: string }) => name),
      roster.groups.map(({ name }) => name).sort(),
    );
  });

  await t.test("a caller with the current ETag gets 304, and HEAD gets no body", async (t) => {
    const first = await api("getHomeLogin", { token, path });
    const etag = first.headers.get("etag") ?? "";
    t.match(etag, /^"[\w-]{27}"$/);
    const again = await api("getHomeLogin", {
      token,
      path,
      headers: { "If-None-Match": `"x", W/${etag}` },
    });
    t.equal(again.status, 304);
    t.equal(again.headers.get("etag"), etag);
    const head = await fetch(`${url}/v1/pupils/${path.pupilId}/home-login`, {
      method: "HEAD",
      headers: authorization,
    });
    t.equal(head.status, 200);
    t.equal(head.headers.get("etag"), etag);
    t.equal(await head.text(), "");
  });

  await t.test("If-Match allows a change only with the current ETag", async (t) => {
    const { headers } = await api("getHomeLogin", { token, path });
    const etag = headers.get("etag") ?? "";
    const set = (condition: string, emails: string[]) =>
      api("setHomeLogin", { token, path, body: { emails }, headers: { "If-Match": condition } });
    t.equal((await set('"stale"', ["ouder@home.nl"])).status, 412);
    t.equal((await set(`W/${etag}`, ["ouder@home.nl"])).status, 412, "a weak one never matches");
    t.equal((await set(etag, ["ouder@home.nl"])).status, 200);
    t.equal((await set(etag, ["ander@home.nl"])).status, 412);
    const removed = await api("removeHomeLogin", { token, path, headers: { "If-Match": etag } });
    t.equal(removed.status, 412);
    t.equal((await set("*", ["ander@home.nl"])).status, 200);
  });

  await t.test("the response of a change has the ETag for the next change", async (t) => {
    const groupId = groups.items.find(
      ({ externalId }: { externalId: string }) => externalId === "g0",
    ).id;
    const resources = [
      ["getSchool", "updateSchool", [{ name: "Een" }, { name: "Twee" }, { name: "Twee" }]],
      [
        "getGroup",
        "updateGroup",
        [{ loginMethod: "picture" }, { loginMethod: "password" }, { loginMethod: "password" }],
      ],
      [
        "getHomeLogin",
        "setHomeLogin",
        [
          { emails: ["ouder@home.nl", "opa@gmial.com"] },
          { emails: ["ander@home.nl"] },
          { emails: ["ander@home.nl"] },
        ],
      ],
    ] as const;
    for (const [get, change, bodies] of resources) {
      const at = { token, path: { ...path, groupId } };
      let etag = (await api(get, at)).headers.get("etag") ?? "";
      for (const body of bodies) {
        const changed = await api(change, { ...at, body, headers: { "If-Match": etag } });
        t.equal(changed.status, 200, change);
        etag = changed.headers.get("etag") ?? "";
        const read = await api(get, { ...at, headers: { "If-None-Match": etag } });
        t.equal(read.status, 304, `${get} has the ETag of ${change}`);
      }
    }
    await api("removeHomeLogin", { token, path });
  });

  await t.test(
    "a likely typing error gives a warning, and the address is stored unchanged",
    async (t) => {
      const { body } = await api("setHomeLogin", {
        token,
        path,
        body: { emails: ["ouder@gmial.com"] },
      });
      t.match(body.warnings, [{ pointer: "/emails/0", suggestion: "ouder@gmail.com" }]);
      t.equal(body.addresses[0].email, "ouder@gmial.com");
    },
  );

  await t.test("web pages of other origins can read only the OpenAPI document", async (t) => {
    const from = (origin: string, path: string) =>
      fetch(url + path, { headers: { Origin: origin } });
    const allowed = await from("https://portal.example", "/livez");
    t.equal(allowed.headers.get("access-control-allow-origin"), "https://portal.example");
    const other = await from("https://evil.example", "/livez");
    t.notOk(other.headers.get("access-control-allow-origin")?.includes("evil"));
    const contract = await from("https://evil.example", "/v1/openapi.json");
    t.equal(contract.headers.get("access-control-allow-origin"), "*");
  });

  await t.test("no log line contains an address, a name, a token or a password", (t) => {
    const log = service.logLines.join("");
    t.ok(log.includes('"route":"/v1/pupils/:pupilId/home-login"'));
    for (const secret of ["home.nl", "Wimpie", token, path.pupilId, "gmial"]) {
      t.notOk(log.includes(secret), secret);
    }
    t.end();
  });
});

/** Response of the server to these exact bytes. */
async function speak(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer;
}
