/**
 * Pupil data that a publisher may need beside the pseudonym; as little as possible (product rule
 * 15).
 */
export const publisherNeeds = ["first-name", "group"] as const;
export type PublisherNeed = (typeof publisherNeeds)[number];

/** A publisher in the catalogue. */
export interface Publisher {
  /** In kebab-case; the audience of its launch tokens. */
  readonly key: string;
  readonly name: string;
  /** The publisher's own login page for families. */
  readonly homeUrl: string;
  /** The URL that receives a launch token. */
  readonly launchUrl: string;
  readonly homeUseAllowed: boolean;
  readonly needs: readonly PublisherNeed[];
}

/** Lifetime of a launch token in seconds: enough for a redirect of the browser. */
export const launchLifetimeSeconds = 60;

const keyPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const keyLengthMax = 50;

/** Whether the text is a valid publisher key. */
export function isPublisherKey(text: string): boolean {
  return text.length <= keyLengthMax && keyPattern.test(text);
}
