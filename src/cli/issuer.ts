import { createRemoteKeys } from "../security/remote-keys.ts";
import { createTokenIssuerService } from "../services/operator/token-issuers.ts";
import { createAudit } from "../services/shared/audit.ts";
import { type CommandContext, CommandError, type Commands } from "./command.ts";

const issuersOf = (context: CommandContext) =>
  createTokenIssuerService({
    ...context,
    remoteKeys: createRemoteKeys(context),
    audit: createAudit(context),
  });

export const issuerCommands: Commands = {
  add: {
    summary:
      "Trust a portal that signs its own tokens for these schools, in addition to its earlier ones.",
    options: {
      iss: { count: "one", value: "URL" },
      "jwks-uri": { count: "one", value: "URL" },
      brin: { count: "many", value: "BRIN" },
    },
    async run(context, values) {
      const iss = values.one("iss");
      const issuers = issuersOf(context);
      await issuers.add({ iss, jwksUri: values.one("jwks-uri"), brins: values.many("brin") });
      return { ...(await issuers.list()).find((issuer) => issuer.iss === iss) };
    },
  },
  list: {
    summary: "List the portals that sign their own tokens.",
    options: {},
    run: async (context) => (await issuersOf(context).list()).map((issuer) => ({ ...issuer })),
  },
  remove: {
    summary: "Remove a portal; its tokens are rejected from now on.",
    options: { iss: { count: "one", value: "URL", bare: true } },
    async run(context, values) {
      const iss = values.one("iss");
      const isRemoved = await issuersOf(context).remove(iss);
      if (!isRemoved) throw new CommandError("There is no such issuer.");
      return { iss, removed: true };
    },
  },
};
