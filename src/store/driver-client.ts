import pg from "pg";
import { PipelineQuery } from "./pipeline.ts";

type Ask = (...given: unknown[]) => unknown;

const firstErrors = new WeakMap<pg.ClientBase, unknown>();

/** Returns the first error of a statement on this connection since `forgetErrors`. */
export function firstErrorOf(client: pg.ClientBase): unknown {
  return firstErrors.get(client);
}

export function forgetErrors(client: pg.ClientBase): void {
  firstErrors.delete(client);
}

/**
 * Connections that prepare statements under their names only while `isPreparing`: behind a pooler the
 * next statement may meet another server. They remember their first error.
 */
export function createClientClass(isPreparing: () => boolean): typeof pg.Client {
  return class extends pg.Client {
    // Typed as one of the overloads of the original; the others pass through unchanged.
    override query = ((config: unknown, ...others: unknown[]) => {
      const note = (error: unknown) => {
        if (error && !firstErrors.has(this)) firstErrors.set(this, error);
      };
      const given = others.map((one) =>
        typeof one === "function" ? noting(one as Ask, note) : one,
      );
      const asked = (super.query as Ask)(isPreparing() ? config : unnamed(config), ...given);
      if (asked instanceof Promise) asked.catch(note);
      return asked;
    }) as pg.Client["query"];
  };
}

/** The callback of a statement, whose first argument is its error. */
function noting(callback: Ask, note: (error: unknown) => void): Ask {
  return (error, ...results) => {
    note(error);
    return callback(error, ...results);
  };
}

function unnamed(config: unknown): unknown {
  if (config instanceof PipelineQuery) return config.unnamed();
  const isNamed = typeof config === "object" && config !== null && "name" in config;
  return isNamed ? { ...config, name: undefined } : config;
}
