// Splits many changes into transactions. All changes of a mailbox are in one, so that its mail lists
// all children before it can be sent.

/**
 * Splits rows into parts of about `size`. Rows that share a mailbox, directly or through other rows,
 * stay in one part. A part with many of them may be larger.
 */
export function splitByMailbox<Row>(
  rows: readonly Row[],
  size: number,
  emailKeysOf: (row: Row) => readonly string[],
): Row[][] {
  const parts: Row[][] = [];
  for (const group of groupByMailbox(rows, emailKeysOf)) {
    const part = parts.at(-1);
    if (part && part.length < size) part.push(...group);
    else parts.push([...group]);
  }
  return parts;
}

/** Groups rows that are connected by mailboxes, directly or through other rows. */
function groupByMailbox<Row>(
  rows: readonly Row[],
  emailKeysOf: (row: Row) => readonly string[],
): ReadonlySet<ReadonlySet<Row>> {
  const households = new Set<Set<Row>>();
  const byAddress = new Map<string, Set<Row>>();
  const place = (row: Row, group: Set<Row>) => {
    group.add(row);
    for (const emailKey of emailKeysOf(row)) byAddress.set(emailKey, group);
  };
  for (const row of rows) {
    const joined = emailKeysOf(row).flatMap((emailKey) => byAddress.get(emailKey) ?? []);
    const [largest = new Set<Row>(), ...others] = joined.sort((a, b) => b.size - a.size);
    households.add(largest);
    place(row, largest);
    for (const other of others) {
      if (other === largest) continue;
      for (const moved of other) place(moved, largest);
      households.delete(other);
    }
  }
  return households;
}
