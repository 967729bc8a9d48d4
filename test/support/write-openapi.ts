// Writes the OpenAPI documents of the source to `openapi/`, indented for reviews. No route runs, so the app needs no services.
import { writeFile } from "node:fs/promises";
import pino from "pino";
import { type AppOptions, createApp } from "../../src/http/app.ts";

const app = await createApp({
  logger: pino({ level: "silent" }),
  publicUrl: "http://localhost:3000",
  corsOrigins: [],
  trustedProxies: [],
  drainMs: 0,
  languages: ["nl"],
  metrics: { countRequest: () => {}, countProblem: () => {} },
  mailEvents: { senders: {} },
} as unknown as AppOptions);
for (const [path, file] of [
  ["/v1/openapi.json", "openapi.json"],
  ["/openapi.json", "service.json"],
] as const) {
  const { body, statusCode } = await app.inject(path);
  if (statusCode !== 200) throw new Error(`The document cannot be read: ${body}`);
  const text = `${JSON.stringify(JSON.parse(body), null, 2)}\n`;
  await writeFile(new URL(`../../openapi/${file}`, import.meta.url), text);
}
await app.close();
