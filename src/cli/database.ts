import { tokenLifetimeMaxSeconds } from "../domain/access-token.ts";
import { createRestoreService } from "../services/operator/restores.ts";
import { createSigningKeyService } from "../services/operator/signing-keys.ts";
import { createPseudonymService } from "../services/shared/pseudonyms.ts";
import type { Commands } from "./command.ts";

export const databaseCommands: Commands = {
  migrate: {
    summary: "Migrate the database to the newest version, as every start does.",
    options: {},
    isMigration: true,
    // Every command runs after the migrations, so there is nothing left to do.
    run: async () => ({ migrated: true }),
  },
  restored: {
    summary:
      "After a restore: end all sessions, remove devices, close open links and drop pending mail from before the backup.",
    options: { "backup-at": { count: "one", value: "RFC 3339" } },
    run: async (context, values) => ({
      ...(await createRestoreService({
        ...context,
        signingKeys: createSigningKeyService({ ...context, tokenLifetimeMaxSeconds }),
        pseudonyms: createPseudonymService(context),
      }).finish(values.one("backup-at"))),
    }),
  },
};
