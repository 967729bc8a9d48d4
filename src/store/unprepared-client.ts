import pg from "pg";

/** A connection that prepares nothing under a name: behind a pooler the next statement may meet another server. */
export class UnpreparedClient extends pg.Client {
  // Typed as one of the many forms of the original, of which the others come through unchanged.
  override query = ((config: unknown, ...others: unknown[]) => {
    const isNamed = typeof config === "object" && config !== null && "name" in config;
    const statement = isNamed ? { ...config, name: undefined } : config;
    return (super.query as (...given: unknown[]) => unknown)(statement, ...others);
  }) as pg.Client["query"];
}
