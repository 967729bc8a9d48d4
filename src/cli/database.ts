import type { Commands } from "./command.ts";

export const databaseCommands: Commands = {
  migrate: {
    summary:
      "Migrate the database to the newest version, as every start does. Prints how many migrations were applied.",
    options: {},
    isMigration: true,
    // Every command runs after the migrations, so there is nothing left to do.
    run: async (_useCases, _values, { migrations: { applied, total } }) => ({
      migrated: applied > 0,
      applied,
      total,
    }),
  },
  restored: {
    summary:
      "After a restore: end all sessions, remove devices, close open links and drop pending mail from before the backup.",
    options: { "backup-at": { count: "one", value: "RFC 3339" } },
    run: async ({ restores }, values) => ({
      ...(await restores.finish(values.one("backup-at"))),
    }),
  },
};
