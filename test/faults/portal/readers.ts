// Two readers of the feed of changes: one follows `next`, the other reads only when a notice comes.
import { setTimeout as delay } from "node:timers/promises";
import type { Test } from "tap";
import { until } from "../../integration/until.ts";
import type { Insist } from "../replicas.ts";
import type { Chance } from "../scale.ts";
import type { PortalServer } from "./server.ts";

export interface ReadChange {
  readonly id: string;
  readonly type: string;
  readonly pupilId: string;
}

export interface FeedReader {
  /** In the order of reading. */
  readonly changes: readonly ReadChange[];
  /** Number of pages that it has read. */
  readonly pageCount: number;
  /** Throws the first failure, which ends the reader. */
  requireGoing(): void;
  /** Resolves when it has so many different changes. */
  untilRead(count: number): Promise<void>;
  stop(): Promise<void>;
}

interface Reading {
  readonly t: Test;
  readonly insist: Insist;
  /** Called for each page, because a token lasts for an hour. */
  readonly token: () => Promise<string>;
  readonly chance: Chance;
}

const limitMax = 60;
const idleMs = 50;

/** Follows the feed from its oldest change, page by page, until `stop`. */
export function followFeed(reading: Reading): FeedReader {
  let cursor: string | undefined;
  return startReader(reading, async (readPage) => {
    const page = await readPage(cursor);
    cursor = page.next;
    return page.items;
  });
}

/** Reads from the cursor of each notice that the portal answered with 2xx, until a page has no items. */
export function readOnNotices(reading: Reading, portal: PortalServer): FeedReader {
  let readCount = 0;
  return startReader(reading, async (readPage) => {
    const notice = portal.accepted[readCount];
    if (!notice) return [];
    const found: ReadChange[] = [];
    let cursor: string = JSON.parse(notice.body).data.cursor;
    for (;;) {
      const page = await readPage(cursor);
      found.push(...page.items);
      if (page.items.length === 0) break;
      cursor = page.next;
    }
    readCount += 1;
    return found;
  });
}

interface Page {
  readonly items: readonly ReadChange[];
  readonly next: string;
}

function startReader(
  { t, insist, token, chance }: Reading,
  work: (readPage: (cursor: string | undefined) => Promise<Page>) => Promise<readonly ReadChange[]>,
): FeedReader {
  const changes: ReadChange[] = [];
  const ids = new Set<string>();
  const stopping = new AbortController();
  t.teardown(() => stopping.abort());
  let pageCount = 0;
  let failure: unknown;

  async function readPage(cursor: string | undefined): Promise<Page> {
    const answer = await insist("listHomeLoginChanges", {
      token: await token(),
      query: { limit: `${1 + chance.below(limitMax)}`, ...(cursor !== undefined && { cursor }) },
    });
    if (answer.status !== 200) throw new Error(`A page answered ${answer.status}: ${answer.text}`);
    pageCount += 1;
    return answer.body;
  }

  async function readOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      const found = await work(readPage);
      changes.push(...found);
      for (const { id } of found) ids.add(id);
      if (found.length === 0) await delay(idleMs);
    }
  }

  const reading = readOn().catch((error) => {
    failure = error;
  });
  const requireGoing = () => {
    if (failure) throw failure;
  };
  return {
    changes,
    get pageCount() {
      return pageCount;
    },
    requireGoing,
    untilRead: async (count) => {
      await until(
        () => `reader with ${count} changes, it has ${ids.size}`,
        () => {
          requireGoing();
          return ids.size >= count || undefined;
        },
      );
    },
    async stop() {
      stopping.abort();
      await reading;
      requireGoing();
    },
  };
}
