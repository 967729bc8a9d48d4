import { readLines } from "../app/tombstone-file.ts";
import type { Commands } from "./command.ts";

const withoutTombstones =
  "No file of tombstones was given: what was removed, erased or revoked after the backup is back. Give the files with --tombstones, or repeat those changes by hand.";

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
      "After a restore: end all sessions, remove devices, close open links and drop pending mail from before the backup. Remove, erase and revoke again what the tombstone files name.",
    options: {
      "backup-at": { count: "one", value: "RFC 3339" },
      tombstones: { count: "any", value: "file" },
    },
    run: async ({ restores }, values, { warn }) => {
      const names = values.many("tombstones");
      const files = names.map((name) => ({ name, lines: readLines(name) }));
      const report = await restores.finish(values.one("backup-at"), files);
      if (files.length === 0) warn(withoutTombstones);
      return { ...report };
    },
  },
};
