/** How who guesses is slowed down: some failures for free, then delays that double. */
export interface ThrottlePolicy {
  /** Goes into the key, so that the same caller is counted apart for each. */
  readonly name: string;
  readonly freeFailures: number;
  readonly firstDelaySeconds: number;
  readonly delayMaxSeconds: number;
  /** From this many failures on nothing is tried any more until they are forgotten or forgiven. */
  readonly failuresMax: number;
  /** After how long without a try the failures are forgotten. */
  readonly forgottenAfterSeconds: number;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Per address, wherever the tries come from. At the hundredth failure in a row only a new link helps
 * (NIST SP 800-63B-4 §3.2.2); the address itself is never locked, since a link can always be asked for.
 */
export const loginByAddress: ThrottlePolicy = {
  name: "login by address",
  freeFailures: 5,
  firstDelaySeconds: 2,
  delayMaxSeconds: 15 * minute,
  failuresMax: 100,
  forgottenAfterSeconds: 90 * day,
};

const byNetwork = {
  firstDelaySeconds: 1,
  delayMaxSeconds: 5 * minute,
  failuresMax: 2 ** 31 - 1,
  forgottenAfterSeconds: hour,
};

/** Families that mistype; behind one network may be all phones of a provider. */
export const loginByNetwork: ThrottlePolicy = {
  ...byNetwork,
  name: "login by network",
  freeFailures: 100,
  delayMaxSeconds: minute,
};

/**
 * Per child, whatever the device: of 43 680 codes nobody gets to try more than ten. What is counted
 * lasts longer than a child is in a picture group, so that only a login with the password forgives.
 */
export const picturesByChild: ThrottlePolicy = {
  name: "pictures by child",
  freeFailures: 3,
  firstDelaySeconds: 2,
  delayMaxSeconds: 5 * minute,
  failuresMax: 10,
  forgottenAfterSeconds: 5 * 365 * day,
};

/** Tokens of devices are too long to guess; this keeps who tries from costing us anything. */
export const deviceByNetwork: ThrottlePolicy = {
  ...byNetwork,
  name: "device by network",
  freeFailures: 100,
};

/** Links are too long to guess; this keeps who tries from costing us anything. */
export const linkByNetwork: ThrottlePolicy = {
  ...byNetwork,
  name: "link by network",
  freeFailures: 30,
};

/** Every request for links counts as a failure, since none of them tells whether it was right. */
export const linkRequestByNetwork: ThrottlePolicy = {
  ...byNetwork,
  name: "link request by network",
  freeFailures: 60,
};

/** Of one client from one network, so that one that is set up wrong holds up no other. */
export const clientByNetwork: ThrottlePolicy = {
  ...byNetwork,
  name: "client by network",
  freeFailures: 30,
};
