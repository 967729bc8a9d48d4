// Replicas of one service that come and go, and a client who takes whichever is there.
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
  /** Calls any replica until there is an answer: what was under way at a kill may be done or not. */
  readonly insist: Insist;
  /** How many calls were lost on the way, done or not. */
  readonly lostCount: number;
  /** Starts one more; clients find it as soon as it listens. */
  launch(): ServiceProcess;
}

export type Insist = (operationId: string, call?: Call) => Promise<Answer>;

/** None yet. */
export function createReplicas(t: Test, env: Environment, chance: Chance): Replicas {
  const listening = new Set<ServiceProcess>();
  let lostCount = 0;

  function findAny(): ServiceProcess | undefined {
    const running = [...listening].filter(({ exitCode }) => exitCode === undefined);
    return running[chance.below(running.length)];
  }

  return {
    get lostCount() {
      return lostCount;
    },
    async insist(operationId, call) {
      for (;;) {
        const { url } = await until("replica that listens", findAny);
        try {
          return await createApi(url)(operationId, call);
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
