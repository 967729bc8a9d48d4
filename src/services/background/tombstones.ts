// Moves tombstones from the database to a file outside it, so that they survive the database.
import type { SecretKeys } from "../../security/secret-keys.ts";
import { writeTombstone } from "../../security/tombstone.ts";
import { type Database, execute } from "../../store/database.ts";
import { takeTombstones } from "../../store/operator/tombstones.ts";

/** Appends lines to a file. Resolves when a power loss can no longer remove them. */
export type AppendLines = (lines: string) => Promise<void>;

export interface TombstoneService {
  /**
   * Moves one batch of tombstones to the file. Resolves to whether there may be more. Does nothing without a
   * file. Safe to run concurrently: each tombstone is taken by one process. A crash between the file and the
   * database writes a line twice, which is harmless.
   */
  step(): Promise<boolean>;
}

const batchSize = 500;

export function createTombstoneService(deps: {
  readonly db: Database;
  readonly keys: SecretKeys;
  readonly appendLines: AppendLines | undefined;
}): TombstoneService {
  const { db, keys, appendLines } = deps;

  return {
    step: async () => {
      if (!appendLines) return false;
      return await db.asService(async (tx) => {
        const taken = await execute(tx, takeTombstones(batchSize));
        if (taken.length === 0) return false;
        const lines = taken.map(({ kind, subjectId, removedAt }) =>
          writeTombstone(keys, { kind, id: subjectId, at: removedAt }),
        );
        // The transaction commits after the file is safe.
        await appendLines(lines.join(""));
        return taken.length === batchSize;
      });
    },
  };
}
