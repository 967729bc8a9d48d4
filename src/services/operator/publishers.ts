// The operator's catalogue of publishers.
import { invalidRequest, type ValidationError } from "../../domain/errors.ts";
import { isPublisherKey, type Publisher, publisherNeeds } from "../../domain/school/publisher.ts";
import { nameErrors, urlErrors } from "../../domain/school/setting-errors.ts";
import { changedSettings } from "../../domain/school/settings.ts";
import { parseWebUrl } from "../../domain/web-url.ts";
import { allowLongWork, type Database, execute } from "../../store/database.ts";
import {
  findPublisher,
  listPublishers,
  listSchoolsOfPublisher,
  lockUseOfPublishers,
  upsertPublisher,
} from "../../store/operator/publishers.ts";
import type { RecordOperatorAudit } from "../shared/audit.ts";

export interface PublisherService {
  /** Lists publishers by name. */
  list(): Promise<readonly Publisher[]>;
  /**
   * Changes the given properties of a publisher, or adds a publisher, which must have a name and
   * both URLs. A new one is not allowed at home and needs no data by default. A change of what the
   * publisher receives is audited at each school that uses it. Throws `invalid-request`.
   */
  set(key: string, given: Partial<Omit<Publisher, "key">>): Promise<Publisher>;
}

export function createPublisherService(deps: {
  readonly db: Database;
  readonly auditOfOperator: RecordOperatorAudit;
}): PublisherService {
  const { db, auditOfOperator } = deps;

  return {
    list: () => db.asService(listPublishers),

    set: (key, given) =>
      db.asService(async (tx) => {
        await allowLongWork(tx);
        await execute(tx, lockUseOfPublishers());
        const current = (await findPublisher(tx, key)) ?? newPublisher(key);
        const publisher = { ...current, ...given };
        const validationErrors = publisherErrors(publisher);
        const homeUrl = parseWebUrl(publisher.homeUrl);
        const launchUrl = parseWebUrl(publisher.launchUrl);
        if (validationErrors.length > 0 || !homeUrl || !launchUrl)
          throw invalidRequest(validationErrors);
        const needs = publisherNeeds.filter((need) => publisher.needs.includes(need));
        const row = { ...publisher, homeUrl, launchUrl, needs };
        await upsertPublisher(tx, row);
        const changed = Object.keys(changedSettings(disclosure(current), disclosure(row)));
        if (changed.length === 0) return row;
        const details = { publisher: key, changed, needs, homeUse: row.homeUseAllowed };
        const schoolIds = await execute(tx, listSchoolsOfPublisher(key));
        await auditOfOperator(tx, schoolIds, { action: "publisher-changed", details });
        return row;
      }),
  };
}

/** Everything that decides what a publisher receives, and where. */
function disclosure({ launchUrl, homeUseAllowed: homeUse, needs }: Publisher) {
  return { launchUrl, homeUse, needs };
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
