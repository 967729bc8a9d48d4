// A separate process that builds and sends large bodies, so that the process of the service does
// no other work.
import { request } from "node:http";
import type { Recipe } from "./hostile-bodies.ts";

export interface Sending {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly recipe: Recipe;
}

export interface Sent {
  /** Status of the response; 0 if the connection closed before one. */
  readonly status: number;
  readonly answer: string;
}

process.on("message", async ({ url, method, headers, recipe }: Sending) => {
  const body = bodyOf(recipe);
  const sent: Sent = await new Promise((resolve) => {
    const type = { "Content-Type": recipe.type, "Content-Length": String(body.length) };
    const sending = request(url, { method, headers: { ...headers, ...type } }, async (response) => {
      let answer = "";
      for await (const chunk of response.setEncoding("utf8")) answer += chunk;
      resolve({ status: response.statusCode ?? 0, answer: answer.slice(0, 500) });
    });
    sending.on("error", ({ message }) => resolve({ status: 0, answer: message }));
    sending.end(body);
  });
  process.send?.(sent);
});
process.on("disconnect", () => process.exit());

function bodyOf({ head, units, tail, bytes, unitsMax = bytes }: Recipe): Buffer {
  const room = bytes - Buffer.byteLength(head) - Buffer.byteLength(tail);
  const parts = units.map((unit) => repeated(unit, Math.floor(room / units.length), unitsMax));
  return Buffer.concat([Buffer.from(head), ...parts, Buffer.from(tail)]);
}

/** As many units as fit; their numbers have the same length. */
function repeated(unit: string, bytes: number, unitsMax: number): Buffer {
  const digits = 7;
  const numbered = unit.replaceAll("%d", "0".repeat(digits));
  const fitting = Math.max(0, Math.floor(bytes / Buffer.byteLength(numbered)));
  const count = Math.min(unitsMax, fitting);
  if (numbered === unit) return Buffer.from(unit.repeat(count));
  const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(digits, "0"));
  return Buffer.from(numbers.map((number) => unit.replaceAll("%d", number)).join(""));
}
