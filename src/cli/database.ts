import type { Commands } from "./command.ts";

export const databaseCommands: Commands = {
  migrate: {
    summary: "Bring the database to the newest form, as every start does.",
    options: {},
    isMigration: true,
    // What every command stands on has been migrated before it runs.
    run: async () => ({ migrated: true }),
  },
};
