import pg from "pg";
import { PipelineQuery } from "./pipeline.ts";

/**
 * Connections that prepare statements under their names only while `isPreparing`: behind a pooler the
 * next statement may meet another server.
 */
export function createClientClass(isPreparing: () => boolean): typeof pg.Client {
  return class extends pg.Client {
    // Typed as one of the overloads of the original; the others pass through unchanged.
    override query = ((config: unknown, ...others: unknown[]) =>
      (super.query as (...given: unknown[]) => unknown)(
        isPreparing() ? config : unnamed(config),
        ...others,
      )) as pg.Client["query"];
  };
}

function unnamed(config: unknown): unknown {
  if (config instanceof PipelineQuery) return config.unnamed();
  const isNamed = typeof config === "object" && config !== null && "name" in config;
  return isNamed ? { ...config, name: undefined } : config;
}
