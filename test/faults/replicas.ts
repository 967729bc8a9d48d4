// Replicas of one service that come and go, and a client who takes whichever is there.
import { setTimeout as delay } from "node:timers/promises";
import type { Test } from "tap";
import {
  type Environment,
  launchServiceProcess,
  type ServiceProcess,
} from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { type Answer, type Call, createApi } from "../support/api.ts";
import type { Chance } from "./scale.ts";

export interface Replicas {
  /**
   * Calls any replica until there is an answer that is not 503: what was under way at a kill, or at the
   * end of a database, may be done or not.
   */
  readonly insist: Insist;
  /** How many calls were lost on the way, done or not. */
  readonly lostCount: number;
  /** How many were answered with 503, and when to come back. */
  readonly unavailableCount: number;
  /** Starts one more; clients find it as soon as it listens. */
  launch(): ServiceProcess;
}

export type Insist = (operationId: string, call?: Call) => Promise<Answer>;

/** Sooner than asked, so that it is seen at once when the service is back. */
const comeBackMs = 100;

/** None yet. */
export function createReplicas(t: Test, env: Environment, chance: Chance): Replicas {
  const listening = new Set<ServiceProcess>();
  let lostCount = 0;
  let unavailableCount = 0;

  function findAny(): ServiceProcess | undefined {
    const running = [...listening].filter(({ exitCode }) => exitCode === undefined);
    return running[chance.below(running.length)];
  }

  return {
    get lostCount() {
      return lostCount;
    },
    get unavailableCount() {
      return unavailableCount;
    },
    async insist(operationId, call) {
      for (;;) {
        const { url } = await until("replica that listens", findAny);
        try {
          const answer = await createApi(url)(operationId, call);
          if (answer.status !== 503) return answer;
          // The contract of every operation asks for Retry-After with it.
          unavailableCount += 1;
          await delay(comeBackMs);
        } catch (error) {
          // What `fetch` says of a connection that broke; an answer outside the contract is none.
          if (!(error instanceof TypeError)) throw error;
          lostCount += 1;
        }
      }
    },
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
