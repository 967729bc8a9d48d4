/** What of a pupil a publisher may need beside the pseudonym; as little as possible (product rule 15). */
export const publisherNeeds = ["first-name", "group"] as const;
export type PublisherNeed = (typeof publisherNeeds)[number];

/** A publisher as the catalogue has it. */
export interface Publisher {
  /** In kebab-case; the audience of its launch tokens. */
  readonly key: string;
  readonly name: string;
  /** Where families find it by themselves. */
  readonly homeUrl: string;
  /** Where a launch token is brought. */
  readonly launchUrl: string;
  readonly homeUseAllowed: boolean;
  readonly needs: readonly PublisherNeed[];
}

/** For how many seconds a launch token is good: as long as a browser needs to bring it. */
export const launchLifetimeSeconds = 60;

const keyPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const keyLengthMax = 50;

/** Whether this can be the key of a publisher. */
export function isPublisherKey(text: string): boolean {
  return text.length <= keyLengthMax && keyPattern.test(text);
}
