import pg from "pg";
import { Packet } from "./packet.ts";

/** A connection that prepares nothing under a name: behind a pooler the next statement may meet another server. */
export class UnpreparedClient extends pg.Client {
  // Typed as one of the many forms of the original, of which the others come through unchanged.
  override query = ((config: unknown, ...others: unknown[]) =>
    (super.query as (...given: unknown[]) => unknown)(
      unnamed(config),
      ...others,
    )) as pg.Client["query"];
}

function unnamed(config: unknown): unknown {
  if (config instanceof Packet) return config.unnamed();
  const isNamed = typeof config === "object" && config !== null && "name" in config;
  return isNamed ? { ...config, name: undefined } : config;
}
