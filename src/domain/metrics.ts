import type { ErrorCode } from "./errors.ts";

/** How a call of a use case ended. */
export type CallResult = "success" | ErrorCode;

export const loginWays = ["password", "pictures"] as const;
export type LoginWay = (typeof loginWays)[number];

/** What came of one attempt to send a mail; `deferred` is tried again. */
export const mailResults = ["sent", "deferred", "bounced", "failed", "dropped"] as const;
export type MailResult = (typeof mailResults)[number];

export interface AnsweredRequest {
  readonly method: string;
  /** The pattern of the route, never the path that was asked; `undefined` where there is none. */
  readonly route: string | undefined;
  readonly status: number;
  readonly seconds: number;
}

/**
 * Counts what happens, for who operates the service. Nothing goes in that is of a person or that a
 * caller can choose, so that no number of requests makes a new series.
 */
export interface Metrics {
  countRequest(request: AnsweredRequest): void;
  countLogin(way: LoginWay, result: CallResult): void;
  countActivation(result: CallResult): void;
  /** Somebody had to wait, under the policy of this name. */
  countThrottled(policy: string): void;
  countMail(result: MailResult): void;
}

/** For where nobody looks. */
export const noMetrics: Metrics = {
  countRequest: () => {},
  countLogin: () => {},
  countActivation: () => {},
  countThrottled: () => {},
  countMail: () => {},
};
