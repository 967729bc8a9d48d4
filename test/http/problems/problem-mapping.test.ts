import { request } from "node:http";
import { errorCodes } from "fastify";
import t from "tap";
import { problemOf, serviceErrorOf } from "../../../src/http/problems/problem.ts";
import { startTestService } from "../../support/service.ts";

const statusOf = (error: unknown) =>
  problemOf(serviceErrorOf(error), "/", "https://x.example").status;

t.test("a client error of the framework keeps its status", (t) => {
  const errors = Object.values(errorCodes).map((Code) => new Code());
  const clientErrors = errors.filter(({ statusCode = 500 }) => statusCode < 500);
  t.ok(clientErrors.length > 5);
  for (const error of clientErrors) {
    // An id that is too long counts as an unknown id.
    const expected = error.statusCode === 414 ? 404 : error.statusCode;
    t.equal(statusOf(error), expected, error.code);
  }
  t.end();
});

t.test("only a 4xx is a client error", (t) => {
  for (let status = 400; status <= 499; status += 1) {
    const answered = statusOf(Object.assign(new Error("unknown"), { statusCode: status }));
    t.ok(answered >= 400 && answered < 500, `${status}: ${answered}`);
  }
  for (const statusCode of [undefined, 200, 302, 500, 503, 600]) {
    t.equal(statusOf(Object.assign(new Error("unknown"), { statusCode })), 500, `${statusCode}`);
  }
  t.equal(statusOf("a text"), 500);
  t.end();
});

t.test("a path outside the folder of the documentation is rejected", async (t) => {
  const { url, logLines } = await startTestService(t);
  const { hostname, port } = new URL(url);
  for (const path of [
    "/docs/static/../../../package.json",
    "/docs/static/%2e%2e/x",
    "/docs/static/%00",
  ]) {
    const status = await new Promise((resolve, reject) => {
      const sent = request({ hostname, port, path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on("error", reject).end();
    });
    t.ok([400, 403, 404].includes(Number(status)), `${path}: ${status}`);
  }
  t.notOk(logLines.some((line) => line.includes("internal error")));
});
