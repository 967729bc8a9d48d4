// Follows the feed of changes. A change appears when all earlier transactions of the cluster have ended, and
// other tests have theirs.

import type { SchoolPrincipal } from "../../../src/domain/principal.ts";
import type {
  FeedStart,
  HomeLoginChange,
  HomeLoginChangeService,
} from "../../../src/services/school/home-login-changes.ts";
import { until } from "../../integration/until.ts";

const limit = 50;

/** Returns a function that waits for `count` changes after those that it returned before. */
export function follow(
  changes: HomeLoginChangeService,
  principal: SchoolPrincipal,
  from: FeedStart = "oldest",
) {
  let start = from;
  return async (count: number): Promise<HomeLoginChange[]> => {
    const found: HomeLoginChange[] = [];
    await until("changes", async () => {
      const { items, next } = await changes.list(principal, start, limit);
      found.push(...items);
      start = { cursor: next };
      return found.length >= count ? found : undefined;
    });
    return found;
  };
}
