// Replicas of one service that start and stop, and a client that uses any running one.
import { setTimeout as delay } from "node:timers/promises";
import type { Test } from "tap";
import {
  type Environment,
  launchServiceProcess,
  type ServiceProcess,
} from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { type Answer, type ApiOptions, type Call, createApi } from "../support/api.ts";
import type { Chance } from "./scale.ts";

export interface Caller {
  /**
   * Calls the service until a response is neither 503 nor 429. A request in flight during a kill or a
   * database failure may have taken effect or not. Until its lease ends, its attempt makes the next one
   * answer 429.
   */
  readonly insist: Insist;
  /** Number of calls without a response, with or without effect. */
  readonly lostCount: number;
  /** Number of responses 503 with Retry-After. */
  readonly unavailableCount: number;
}

export interface Replicas extends Caller {
  /** Starts one more replica; clients use it as soon as it listens. */
  launch(): ServiceProcess;
}

export type Insist = (operationId: string, call?: Call) => Promise<Answer>;

/** Shorter than Retry-After, so that clients notice soon that the service is back. */
const comeBackMs = 100;

/** A client that asks for the URL before each call. */
export function createCaller(
  findUrl: () => Promise<string> | string,
  options: ApiOptions = {},
): Caller {
  let lostCount = 0;
  let unavailableCount = 0;
  return {
    get lostCount() {
      return lostCount;
    },
    get unavailableCount() {
      return unavailableCount;
    },
    async insist(operationId, call) {
      for (;;) {
        const url = await findUrl();
        try {
          const answer = await createApi(url, options)(operationId, call);
          if (answer.status === 429) {
            await delay(retryAfterMs(answer));
            continue;
          }
          if (answer.status !== 503) return answer;
          // Every operation declares Retry-After for 503.
          unavailableCount += 1;
        } catch (error) {
          // Error of `fetch` for a broken connection; an undeclared response is another error.
          if (!(error instanceof TypeError)) throw error;
          lostCount += 1;
        }
        await delay(comeBackMs);
      }
    },
  };
}

/** No replica listens yet; a call uses any that does. */
export function createReplicas(t: Test, env: Environment, chance: Chance): Replicas {
  const listening = new Set<ServiceProcess>();

  function findAny(): string | undefined {
    const running = [...listening].filter(({ exitCode }) => exitCode === undefined);
    return running[chance.below(running.length)]?.url;
  }

  const caller = createCaller(() => until("replica that listens", findAny));
  return {
    get lostCount() {
      return caller.lostCount;
    },
    get unavailableCount() {
      return caller.unavailableCount;
    },
    insist: caller.insist,
    launch() {
      const replica = launchServiceProcess(t, env);
      replica.listens.then(
        () => listening.add(replica),
        () => {},
      );
      return replica;
    },
  };
}

/** Every operation declares Retry-After, in seconds, for 429. */
function retryAfterMs({ headers }: Answer): number {
  return Number(headers.get("retry-after")) * 1_000;
}
