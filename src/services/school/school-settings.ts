// A school's settings, managed by its coordinator.
import { changedMeanwhile, invalidRequest, type ValidationError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { parseContact } from "../../domain/school/contact.ts";
import { isPublisherKey, type PublisherNeed } from "../../domain/school/publisher.ts";
import {
  contactErrors,
  type GivenPublishers,
  nameErrors,
  publisherListErrors,
  urlErrors,
} from "../../domain/school/setting-errors.ts";
import { changedSettings, ordered, type SchoolSettings } from "../../domain/school/settings.ts";
import { parseWebUrl } from "../../domain/web-url.ts";
import type { Transaction } from "../../store/database.ts";
import {
  listKnownPublishers,
  listPublishers,
  listSchoolPublishers,
} from "../../store/operator/publishers.ts";
import { getSchool, lockSchool, type School, updateSchool } from "../../store/school/schools.ts";
import type { RecordAudit } from "../shared/audit.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requireCoordinator, requireWholeSchool } from "../shared/school-permissions.ts";

export interface OwnSchool extends SchoolSettings {
  readonly brin: string;
}

/** A publisher of the catalogue, as a school sees it. */
export interface ListedPublisher {
  readonly key: string;
  readonly name: string;
  readonly homeUse: boolean;
  /** Data of a pupil that it receives beside the pseudonym. */
  readonly needs: readonly PublisherNeed[];
  /** Whether the school uses it. */
  readonly enabled: boolean;
}

export interface SchoolSettingsService {
  get(principal: SchoolPrincipal): Promise<OwnSchool>;
  /** Lists the catalogue by name, with what each publisher receives. Throws `forbidden`. */
  listPublishers(principal: SchoolPrincipal): Promise<readonly ListedPublisher[]>;
  /**
   * Changes the given settings only; equal values are no change. Throws `invalid-request`,
   * `forbidden`, and `precondition-failed` for an outdated `If-Match`.
   */
  update(
    principal: SchoolPrincipal,
    given: Partial<SchoolSettings>,
    precondition?: (current: OwnSchool) => boolean,
  ): Promise<OwnSchool>;
  /**
   * Returns the errors of settings of which some are invalid already: those are absent, or
   * `undefined` in a list. Throws `forbidden`.
   */
  errorsOf(principal: SchoolPrincipal, given: GivenSettings): Promise<ValidationError[]>;
}

export type GivenSettings = Pick<
  Partial<SchoolSettings>,
  "name" | "networkEnvironmentUrl" | "contact"
> & {
  readonly publishers?: GivenPublishers;
};

export function createSchoolSettingsService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly audit: RecordAudit;
}): SchoolSettingsService {
  const { inOwnSchool, audit } = deps;

  return {
    get: (principal) =>
      inOwnSchool(principal, async (tx, { schoolId }) =>
        describe(tx, await getSchool(tx, schoolId)),
      ),

    listPublishers: (principal) =>
      inOwnSchool(principal, async (tx, access) => {
        requireWholeSchool(access);
        const used = new Set(await listSchoolPublishers(tx, access.schoolId));
        const catalogue = await listPublishers(tx);
        return catalogue.map(({ key, name, homeUseAllowed: homeUse, needs }) => ({
          key,
          name,
          homeUse,
          needs,
          enabled: used.has(key),
        }));
      }),

    update: (principal, given, precondition = () => true) =>
      inOwnSchool(principal, async (tx, access) => {
        requireCoordinator(access);
        const { schoolId } = access;
        const validationErrors = await settingsErrors(tx, given);
        if (validationErrors.length > 0) throw invalidRequest(validationErrors);
        const current = await describe(tx, await lockSchool(tx, schoolId));
        if (!precondition(current)) throw changedMeanwhile("school");
        const changed = changedSettings<SchoolSettings>(current, normalized(given));
        const names = Object.keys(changed);
        if (names.length === 0) return current;
        await updateSchool(tx, schoolId, changed);
        const details = {
          changed: names,
          ...(await publisherChanges(tx, current.publishers, changed.publishers)),
        };
        await audit(tx, access, [{ action: "school-updated", details }]);
        return { ...current, ...changed };
      }),

    errorsOf: (principal, given) =>
      inOwnSchool(principal, async (tx, access) => {
        requireCoordinator(access);
        return await settingsErrors(tx, given);
      }),
  };
}

async function describe(
  tx: Transaction,
  { id, createdAt: _createdAt, ...school }: School,
): Promise<OwnSchool> {
  return { ...school, publishers: await listSchoolPublishers(tx, id) };
}

/** Returns for the audit event what the publishers that are switched on receive from now on. */
async function publisherChanges(
  tx: Transaction,
  before: readonly string[],
  after: readonly string[] | undefined,
) {
  if (!after) return {};
  // Read after the change was written; see `lockUseOfPublishers`.
  const catalogue = await listPublishers(tx);
  return {
    publishersAdded: catalogue
      .filter(({ key }) => after.includes(key) && !before.includes(key))
      .map(({ key, needs }) => ({ publisher: key, needs })),
    publishersRemoved: before.filter((key) => !after.includes(key)),
  };
}

async function settingsErrors(
  tx: Transaction,
  { name, networkEnvironmentUrl, contact, publishers = [] }: GivenSettings,
): Promise<ValidationError[]> {
  const keys = publishers.filter((key) => key !== undefined);
  const known = await listKnownPublishers(tx, keys.filter(isPublisherKey));
  return [
    ...(name === undefined ? [] : nameErrors("/name", name)),
    ...(networkEnvironmentUrl ? urlErrors("/networkEnvironmentUrl", networkEnvironmentUrl) : []),
    // `null` removes the contact; empty text is an error.
    ...(typeof contact === "string" ? contactErrors("/contact", contact) : []),
    ...publisherListErrors(publishers, known, say("publisher-unknown")),
  ];
}

/** Returns the settings in their stored form: lists sorted, URLs as `URL.href`, an address trimmed. */
function normalized(given: Partial<SchoolSettings>): Partial<SchoolSettings> {
  const url = given.networkEnvironmentUrl && parseWebUrl(given.networkEnvironmentUrl);
  const contact = given.contact && parseContact(given.contact);
  return ordered({
    ...given,
    ...(url && { networkEnvironmentUrl: url }),
    ...(contact && { contact }),
  });
}
