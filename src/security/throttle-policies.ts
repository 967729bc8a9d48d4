// Limits on guessing. docs/throttling.md explains the design.
import type { NetworkPrefix } from "../domain/network.ts";

/**
 * Each counted attempt raises a level by one, and the level drains only with time. Up to
 * `freeTries` there is no delay; above it each attempt is followed by a delay that doubles with the
 * level.
 */
export interface ThrottlePolicy {
  /** Part of the key, so that each policy counts the same subject separately. */
  readonly name: string;
  readonly freeTries: number;
  readonly firstDelaySeconds: number;
  readonly delayMaxSeconds: number;
  /** Seconds after which one counted attempt has drained. */
  readonly drainSeconds: number;
  /** Number of failures in a row after which all attempts are blocked; `null`: no such limit. */
  readonly closesAt: number | null;
  /** Seconds for which failures in a row are kept after the last one. */
  readonly keptSeconds: number;
  /** Maximum seconds for which an attempt in flight blocks all others. */
  readonly leaseSeconds: number;
}

/** The same policy at several prefixes: the wider the network, the more failures it may have. */
export type NetworkPolicy = Readonly<Record<NetworkPrefix, ThrottlePolicy>>;

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * NIST SP 800-63B-4 §3.2.2: after so many failures in a row an account needs more than the
 * password.
 */
export const failuresInARowMax = 100;

const basic = { closesAt: null, keptSeconds: 0, leaseSeconds: 0 };

/** One address, for all browsers and programs that did not log in there before. */
export const loginByAddress: ThrottlePolicy = {
  ...basic,
  name: "login by address",
  freeTries: 5,
  firstDelaySeconds: 2,
  delayMaxSeconds: 15 * minute,
  drainSeconds: 15 * minute,
  keptSeconds: 90 * day,
};

/** One browser or program that logged in at an address before. */
export const loginByDevice: ThrottlePolicy = {
  ...loginByAddress,
  name: "login by device",
  closesAt: 20,
};

const factors = { "/32": 1, "/24": 4, "/64": 1, "/56": 2, "/48": 8 } as const;

function byNetwork(
  policy: Pick<ThrottlePolicy, "name" | "freeTries" | "delayMaxSeconds">,
): NetworkPolicy {
  const at = (prefix: NetworkPrefix): ThrottlePolicy => ({
    ...basic,
    ...policy,
    freeTries: policy.freeTries * factors[prefix],
    firstDelaySeconds: 1,
    drainSeconds: hour / policy.freeTries / factors[prefix],
  });
  return {
    "/32": at("/32"),
    "/24": at("/24"),
    "/64": at("/64"),
    "/56": at("/56"),
    "/48": at("/48"),
  };
}

/** For families that mistype; all phones of a provider may share one network. */
export const loginByNetwork = byNetwork({
  name: "login by network",
  freeTries: 100,
  delayMaxSeconds: minute,
});

/** Device tokens are too long to guess; this limits the cost of guessing for the service. */
export const deviceByNetwork = byNetwork({
  name: "device by network",
  freeTries: 100,
  delayMaxSeconds: 5 * minute,
});

/** Links are too long to guess; this limits the cost of guessing for the service. */
export const linkByNetwork = byNetwork({
  name: "link by network",
  freeTries: 30,
  delayMaxSeconds: 5 * minute,
});

/** Counts every request for links, because no answer reveals whether the address is known. */
export const linkRequestByNetwork = byNetwork({
  name: "link request by network",
  freeTries: 60,
  delayMaxSeconds: 5 * minute,
});

/** Codes of letters; a valid code takes its count back. */
export const letterByNetwork = byNetwork({
  name: "letter by network",
  freeTries: 60,
  delayMaxSeconds: 5 * minute,
});

/** One code, valid or not: ten attempts, then four an hour, so that one letter sends little mail. */
export const letterByCode: ThrottlePolicy = {
  ...basic,
  name: "letter by code",
  freeTries: 10,
  firstDelaySeconds: minute,
  delayMaxSeconds: 15 * minute,
  drainSeconds: 15 * minute,
};

/** One client from one network, so that a client with a wrong secret delays no other client. */
export const clientByNetwork = byNetwork({
  name: "client by network",
  freeTries: 30,
  delayMaxSeconds: 5 * minute,
})["/32"];

/** Ten activation attempts with one link, then ten an hour, fifty in all; one at a time. */
export const activationByLink: ThrottlePolicy = {
  name: "activation by link",
  freeTries: 10,
  firstDelaySeconds: 6 * minute,
  delayMaxSeconds: 6 * minute,
  drainSeconds: 6 * minute,
  closesAt: 50,
  keptSeconds: 90 * day,
  leaseSeconds: 10,
};

/** The limit for all links of one address, which may be those of several children. */
export const activationByAddress: ThrottlePolicy = {
  ...basic,
  name: "activation by address",
  freeTries: 20,
  firstDelaySeconds: 6 * minute,
  delayMaxSeconds: 6 * minute,
  drainSeconds: 6 * minute,
};

/** One child on one remembered device. */
export const picturesByDevice: ThrottlePolicy = {
  ...basic,
  name: "pictures by device",
  freeTries: 3,
  firstDelaySeconds: 2,
  delayMaxSeconds: 5 * minute,
  drainSeconds: 5 * minute,
  keptSeconds: 180 * day,
};

/**
 * One child on all devices: at most ten wrong codes in a row of 43 680. Kept longer than a child
 * stays in a group with pictures, so that only a login with the password resets the failures.
 */
export const picturesByChild: ThrottlePolicy = {
  ...basic,
  name: "pictures by child",
  freeTries: Number.MAX_SAFE_INTEGER,
  firstDelaySeconds: 0,
  delayMaxSeconds: 0,
  drainSeconds: 1,
  closesAt: 10,
  keptSeconds: 5 * 365 * day,
};
