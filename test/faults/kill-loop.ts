// Kills replicas again and again while there is work.
import { setTimeout as delay } from "node:timers/promises";
import type { Test } from "tap";
import type { ServiceProcess } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import type { TestSmtpServer } from "../support/smtp-server.ts";
import type { Load } from "./load.ts";
import type { Replicas } from "./replicas.ts";
import type { Chance } from "./scale.ts";

/** Maximum work between two kills, in responses and mails: a slow machine kills as often for the same work. */
const workMax = 60;
/** Probability that a replica is killed before it listens. */
const killedInStartup = 0.15;
const startupMaxMs = 1_000;
/** Deadline for this work; longer than the lease on mail of a killed replica. */
const workMaxMs = 150_000;
const reportEvery = 20;

/**
 * Kills the oldest replica and starts another one, `kills` times. Returns the replicas that run at the end,
 * which listen.
 */
export async function killUnderLoad(deps: {
  readonly t: Test;
  readonly replicas: Replicas;
  readonly running: readonly ServiceProcess[];
  readonly kills: number;
  readonly load: Load;
  readonly smtp: TestSmtpServer;
  readonly chance: Chance;
  readonly afterKill?: () => void;
}): Promise<readonly ServiceProcess[]> {
  const { t, replicas, kills, load, smtp, chance } = deps;
  const running = [...deps.running];

  function workDone(): number {
    load.requireGoing();
    return smtp.messages.length + Object.values(load.counts).reduce((sum, count) => sum + count);
  }
  for (let kill = 0; kill < kills; kill += 1) {
    const victim = running.shift();
    if (chance.happens(killedInStartup)) await delay(chance.below(startupMaxMs));
    else {
      await victim?.listens;
      const enough = workDone() + chance.below(workMax);
      await until("work", () => workDone() >= enough || undefined, workMaxMs);
    }
    await victim?.killHard();
    running.push(replicas.launch());
    deps.afterKill?.();
    if ((kill + 1) % reportEvery === 0)
      t.comment(`${kill + 1} kills, ${JSON.stringify(load.counts)}`);
  }
  await Promise.all(running.map(({ listens }) => listens));
  return running;
}
