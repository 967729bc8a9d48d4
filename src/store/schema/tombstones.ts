// What was removed, until it is written to a file outside the database.
import { sql } from "drizzle-orm";
import { bigint, check, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { TombstoneKind } from "../../security/tombstone.ts";
import { timestamptz } from "./columns.ts";
import { ofService } from "./scopes.ts";

/**
 * Ids of rows that were removed, erased or revoked. Triggers write them, so that cascades and what an
 * operator does by hand are included. A background job moves them to `TOMBSTONES_FILE`. The service's role
 * is not granted to insert them. Contains no other data, and refers to no row, because the row is gone.
 */
export const tombstones = pgTable(
  "tombstones",
  {
    id: bigint("id", { mode: "bigint" })
      .primaryKey()
      .generatedAlwaysAsIdentity({ name: "tombstones_id_seq" }),
    kind: text("kind").$type<TombstoneKind>().notNull(),
    /** Id of the school, pupil, home address, API client or token issuer. */
    subjectId: uuid("subject_id").notNull(),
    removedAt: timestamptz("removed_at").notNull(),
  },
  (table) => [
    index("tombstones_removed_at_idx").on(table.removedAt),
    check(
      "tombstones_kind_check",
      sql`${table.kind} in ('school', 'pupil', 'address', 'withdrawal', 'decline', 'client', 'issuer')`,
    ),
    ofService("tombstones"),
  ],
);
