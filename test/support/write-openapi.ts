// Writes the OpenAPI document of the source to `openapi/openapi.json`. No route runs, so the app needs no services.
import { writeFile } from "node:fs/promises";
import pino from "pino";
import { type AppOptions, createApp } from "../../src/http/app.ts";

const app = await createApp({
  logger: pino({ level: "silent" }),
  publicUrl: "http://localhost:3000",
  corsOrigins: [],
  trustedProxies: [],
  drainMs: 0,
  metrics: { countRequest: () => {}, countProblem: () => {} },
  mailEvents: { senders: {} },
} as unknown as AppOptions);
const { body, statusCode } = await app.inject("/v1/openapi.json");
if (statusCode !== 200) throw new Error(`The document cannot be read: ${body}`);
await writeFile(new URL("../../openapi/openapi.json", import.meta.url), body);
await app.close();
