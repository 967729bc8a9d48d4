import type { FastifyInstance, FastifyRequest } from "fastify";
import { malformedJson, requireJsonWithin } from "../../formats/json.ts";

type Done = (error: Error | null, body?: unknown) => void;

/** A parser of JSON bodies. Rejects a body that holds too much to be parsed, and `__proto__` in one. */
export function jsonParserOf(app: FastifyInstance) {
  const parse = app.getDefaultJsonParser("error", "error");
  return (request: FastifyRequest, body: string, done: Done): void => {
    try {
      requireJsonWithin(body);
    } catch (error) {
      done(error as Error);
      return;
    }
    void parse(request, body, (error, value) => done(error && withPosition(error, body), value));
  };
}

/** The message of the parser repeats a part of the body, so it is replaced. */
function withPosition(error: Error, body: string): Error {
  const { code } = error as NodeJS.ErrnoException;
  return code === "FST_ERR_CTP_EMPTY_JSON_BODY" ? error : malformedJson(body);
}
