import { brinOf, CommandError, type Commands } from "./command.ts";

export const issuerCommands: Commands = {
  add: {
    summary:
      "Trust a portal that signs its own tokens for these schools, in addition to its earlier ones.",
    options: {
      iss: { count: "one", value: "URL" },
      "jwks-uri": { count: "one", value: "URL" },
      brin: { count: "many", value: "BRIN" },
    },
    async run({ tokenIssuers }, values) {
      const iss = values.one("iss");
      await tokenIssuers.add({
        iss,
        jwksUri: values.one("jwks-uri"),
        brins: values.many("brin").map(brinOf),
      });
      return { ...(await tokenIssuers.list()).find((issuer) => issuer.iss === iss) };
    },
  },
  list: {
    summary: "List the portals that sign their own tokens.",
    options: {},
    run: async ({ tokenIssuers }) => (await tokenIssuers.list()).map((issuer) => ({ ...issuer })),
  },
  remove: {
    summary: "Remove a portal; its tokens are rejected from now on.",
    options: { iss: { count: "one", value: "URL", bare: true } },
    async run({ tokenIssuers }, values) {
      const iss = values.one("iss");
      const isRemoved = await tokenIssuers.remove(iss);
      if (!isRemoved) throw new CommandError("There is no such issuer.");
      return { iss, removed: true };
    },
  },
};
