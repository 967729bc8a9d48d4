/** Pupil data that a publisher may need beside the pseudonym; as little as possible. */
export const publisherNeeds = ["first-name", "group", "eck-id", "school"] as const;
export type PublisherNeed = (typeof publisherNeeds)[number];

/** Data of a pupil that a publisher may need. */
export interface ShareableData {
  readonly firstName: string | null;
  readonly groupName: string | null;
  readonly eckId: string | null;
  /** BRIN of the school. */
  readonly brin: string;
}

/** Data that a publisher receives; `null` when it is unknown or not needed. */
export type SharedData = { readonly [Name in keyof ShareableData]: string | null };

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

/** Returns the data that a publisher with these needs receives beside the pseudonym. */
export function sharedData(
  needs: readonly PublisherNeed[],
  { firstName, groupName, eckId, brin }: ShareableData,
): SharedData {
  return {
    firstName: needs.includes("first-name") ? firstName : null,
    groupName: needs.includes("group") ? groupName : null,
    eckId: needs.includes("eck-id") ? eckId : null,
    brin: needs.includes("school") ? brin : null,
  };
}

/** Lifetime of a launch token in seconds: enough for a redirect of the browser. */
export const launchLifetimeSeconds = 60;

const keyPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const keyLengthMax = 50;

/** Whether the text is a valid publisher key. */
export function isPublisherKey(text: string): boolean {
  return text.length <= keyLengthMax && keyPattern.test(text);
}
