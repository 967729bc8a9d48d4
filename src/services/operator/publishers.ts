// The operator's catalogue of publishers.
import { invalidRequest, type ValidationError } from "../../domain/errors.ts";
import { isPublisherKey, type Publisher, publisherNeeds } from "../../domain/school/publisher.ts";
import { nameErrors, urlErrors } from "../../domain/school/setting-errors.ts";
import { parseWebUrl } from "../../domain/web-url.ts";
import type { Database } from "../../store/database.ts";
import { findPublisher, listPublishers, upsertPublisher } from "../../store/operator/publishers.ts";

export interface PublisherService {
  /** Lists publishers by name. */
  list(): Promise<readonly Publisher[]>;
  /**
   * Changes the given properties of a publisher, or adds a publisher, which must have a name and
   * both URLs. A new one is not allowed at home and needs no data by default. Throws
   * `invalid-request`.
   */
  set(key: string, given: Partial<Omit<Publisher, "key">>): Promise<Publisher>;
}

export function createPublisherService(deps: { readonly db: Database }): PublisherService {
  const { db } = deps;

  return {
    list: () => db.asService(listPublishers),

    set: (key, given) =>
      db.asService(async (tx) => {
        const publisher = { ...((await findPublisher(tx, key)) ?? newPublisher(key)), ...given };
        const validationErrors = publisherErrors(publisher);
        const homeUrl = parseWebUrl(publisher.homeUrl);
        const launchUrl = parseWebUrl(publisher.launchUrl);
        if (validationErrors.length > 0 || !homeUrl || !launchUrl)
          throw invalidRequest(validationErrors);
        const row = { ...publisher, homeUrl, launchUrl };
        await upsertPublisher(tx, row);
        return row;
      }),
  };
}

/** Empty properties must be given. */
function newPublisher(key: string): Publisher {
  return { key, name: "", homeUrl: "", launchUrl: "", homeUseAllowed: false, needs: [] };
}

function publisherErrors(publisher: Publisher): ValidationError[] {
  const { key, name, homeUrl, launchUrl, needs } = publisher;
  const isNeeds = needs.every((need) => publisherNeeds.includes(need));
  return [
    ...(isPublisherKey(key) ? [] : [{ pointer: "/key", detail: "must be in kebab-case" }]),
    ...nameErrors("/name", name),
    ...urlErrors("/homeUrl", homeUrl),
    ...urlErrors("/launchUrl", launchUrl),
    ...(isNeeds
      ? []
      : [{ pointer: "/needs", detail: `must be none, or of ${publisherNeeds.join(", ")}` }]),
  ];
}
