// Where the tables go when a cluster splits them, read from the statements that split them.
import { readFile } from "node:fs/promises";

export const distribution = await readFile(
  new URL("../../docker/citus/distribute.sql", import.meta.url),
  "utf8",
);

const givenTo = (placing: string) =>
  new Set(
    [...distribution.matchAll(/select (\w+)\('(\w+)'/g)]
      .filter(([, called]) => called === placing)
      .map(([, , table = ""]) => table),
  );

/** The rows of each school on one worker. */
export const split = givenTo("create_distributed_table");
/** All rows on every worker. */
export const everywhere = givenTo("create_reference_table");

/** What has to do with the outbox, one queue on the coordinator, and with the rows of a school as well. */
export const statementsOfTheQueue = [
  "enqueue_mails",
  "enqueue_removal_notices",
  "list_newest_mails",
  "list_reported_pupils",
];
