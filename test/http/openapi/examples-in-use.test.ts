// The examples of requests, sent to the fictional school as "Try it out" does after `npm start`.
import t from "tap";
import { fictionalSchool } from "../../../src/development/fictional-school.ts";
import { startTestService } from "../../support/service.ts";

const service = await startTestService(t);
const { api } = service;
const { token } = await service.addClient(fictionalSchool.brin);
await api("putRoster", { token, body: fictionalSchool.roster });
const response = await fetch(`${service.url}/v1/openapi.json`);
// biome-ignore lint/suspicious/noExplicitAny: The test fails when a part is missing.
const document = (await response.json()) as any;

/** The example of the request body of an operation. */
function exampleOf(path: string, method: string, mediaType = "application/json") {
  return document.paths[path][method].requestBody.content[mediaType].example;
}

t.test("every row of the example of bulkActivate is accepted, as JSON and as CSV", async (t) => {
  const body = exampleOf("/bulk-activations", "post");
  const table = exampleOf("/bulk-activations", "post", "text/csv");
  for (const sent of [body, new Blob([table], { type: "text/csv" })]) {
    const headers = { Accept: "application/json" };
    const answer = await api("bulkActivate", {
      token,
      headers,
      query: { dryRun: "true" },
      body: sent,
    });
    t.equal(answer.status, 200);
    t.match(answer.body.counts, { skipped: 0, refused: 0 });
    t.ok(answer.body.rows.length > 1);
  }
});

t.test("the examples of a home login, of settings and of mails in bulk are accepted", async (t) => {
  const [group] = (await api("listGroups", { token })).body.items;
  const screen = await api("getGroup", { token, path: { groupId: group.id } });
  const path = { pupilId: screen.body.pupils[0].id };
  const homeLogin = exampleOf("/pupils/{pupilId}/home-login", "put");
  t.equal((await api("setHomeLogin", { token, path, body: homeLogin })).status, 200);
  const mails = exampleOf("/activation-mails", "post");
  t.equal((await api("sendActivationMailsInBulk", { token, body: mails })).status, 200);
  const settings = exampleOf("/school", "patch", "application/merge-patch+json");
  t.equal((await api("updateSchool", { token, body: settings })).status, 200);
});
