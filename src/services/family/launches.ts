import { notFound } from "../../domain/errors.ts";
import type { FamilyPrincipal } from "../../domain/principal.ts";
import type { PseudonymService } from "../shared/pseudonyms.ts";
import type { HomeSessionService } from "./home-sessions.ts";

/** A launch of a publisher's software by a child, with all the data that the publisher receives. */
export interface Launch {
  readonly publisherKey: string;
  readonly publisherName: string;
  readonly launchUrl: string;
  readonly pseudonym: string;
  /** `null` as well when the publisher does not need it. */
  readonly firstName: string | null;
  /** `null` as well when the publisher does not need it. */
  readonly groupName: string | null;
}

export interface LaunchService {
  /**
   * Throws `unauthorized` when the session has ended, and `not-found` for every publisher that this
   * child may not open at home, whatever the reason.
   */
  create(principal: FamilyPrincipal, publisherKey: string): Promise<Launch>;
}

export function createLaunchService(deps: {
  readonly homeSessions: Pick<HomeSessionService, "get">;
  readonly pseudonyms: PseudonymService;
}): LaunchService {
  const { homeSessions, pseudonyms } = deps;

  return {
    create: async (principal, publisherKey) => {
      const { pupilId, firstName, groupName, software } = await homeSessions.get(principal);
      const publisher = software.find(({ key }) => key === publisherKey);
      if (!publisher) throw notFound();
      const { name, launchUrl, needs } = publisher;
      return {
        publisherKey,
        publisherName: name,
        launchUrl,
        pseudonym: await pseudonyms.find(publisherKey, pupilId),
        firstName: needs.includes("first-name") ? firstName : null,
        groupName: needs.includes("group") ? groupName : null,
      };
    },
  };
}
