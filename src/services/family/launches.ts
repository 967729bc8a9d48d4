import { ServiceError } from "../../domain/errors.ts";
import type { FamilyPrincipal } from "../../domain/principal.ts";
import { type Publisher, sharedData } from "../../domain/school/publisher.ts";
import type { LaunchTokens } from "../../security/launch-token.ts";
import type { Database } from "../../store/database.ts";
import { findEckId } from "../../store/school/pupils.ts";
import type { PseudonymService } from "../shared/pseudonyms.ts";
import type { HomeSessionService } from "./home-sessions.ts";

/** A launch of a publisher's software by a child. */
export interface Launch {
  readonly publisherName: string;
  readonly launchUrl: string;
  /** Holds all the data that the publisher receives. */
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface LaunchService {
  /**
   * Throws `unauthorized` when the session has ended, and `not-found` for every publisher that this
   * child may not open at home, whatever the reason.
   */
  create(principal: FamilyPrincipal, publisherKey: string): Promise<Launch>;
}

export function createLaunchService(deps: {
  readonly db: Database;
  readonly homeSessions: Pick<HomeSessionService, "get">;
  readonly pseudonyms: PseudonymService;
  readonly launchTokens: LaunchTokens;
  /** Replaces the launch URL of the catalogue, in development. */
  readonly launchUrlOf?: (publisher: Publisher) => string;
}): LaunchService {
  const { db, homeSessions, pseudonyms, launchTokens } = deps;
  const { launchUrlOf = (publisher) => publisher.launchUrl } = deps;

  /** Returns the ECK iD, which only a launch reads: other requests of a session do not need it. */
  async function eckIdOf(schoolId: string, pupilId: string): Promise<string | null> {
    const [eckId] = await db.readInSchool(schoolId, [findEckId(schoolId, pupilId)]);
    return eckId;
  }

  return {
    create: async (principal, publisherKey) => {
      const { pupilId, software, ...known } = await homeSessions.get(principal);
      const publisher = software.find(({ key }) => key === publisherKey);
      if (!publisher) throw notOpenable();
      const { name, needs } = publisher;
      const eckId = needs.includes("eck-id") ? await eckIdOf(principal.schoolId, pupilId) : null;
      const issued = await launchTokens.issue({
        publisherKey,
        pseudonym: await pseudonyms.find(publisherKey, pupilId),
        ...sharedData(needs, { ...known, eckId }),
      });
      return { publisherName: name, launchUrl: launchUrlOf(publisher), ...issued };
    },
  };
}

/** The same answer for an unknown publisher and one that the operator or the school switched off. */
function notOpenable(): ServiceError {
  return new ServiceError(
    "not-found",
    "This pupil cannot open software of this publisher: it is not in `software` of the home session.",
  );
}
