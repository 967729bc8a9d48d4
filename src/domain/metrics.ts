import type { ErrorCode } from "./error-codes.ts";
import type { NoticeOutcome } from "./feed/webhook.ts";

/** Result of a call of a use case. */
export type CallResult = "success" | ErrorCode;

export const loginWays = ["password", "pictures"] as const;
export type LoginWay = (typeof loginWays)[number];

/** Result of one attempt to send a mail; `deferred` is retried. */
export const mailResults = ["sent", "deferred", "bounced", "failed", "dropped"] as const;
export type MailResult = (typeof mailResults)[number];

export interface AnsweredRequest {
  readonly method: string;
  /** The pattern of the route, never the requested path; `undefined` when no route matched. */
  readonly route: string | undefined;
  readonly status: number;
  readonly seconds: number;
}

/**
 * Metrics for the operator. Labels hold no personal data and no values that a caller can choose, so
 * the number of series is bounded.
 */
export interface Metrics {
  countRequest(request: AnsweredRequest): void;
  countLogin(way: LoginWay, result: CallResult): void;
  countActivation(result: CallResult): void;
  /** Counts a blocked request by the name of its throttle policy. */
  countThrottled(policy: string): void;
  countMail(result: MailResult): void;
  /** Counts one delivery of a notice to a webhook. */
  countNotice(result: NoticeOutcome): void;
}

/** Discards all metrics. */
export const noMetrics: Metrics = {
  countRequest: () => {},
  countLogin: () => {},
  countActivation: () => {},
  countThrottled: () => {},
  countMail: () => {},
  countNotice: () => {},
};
