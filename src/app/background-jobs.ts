import type { Dispatcher } from "../mail/dispatcher.ts";
import { startPoller } from "../mail/poller.ts";
import type { OutageLog, Part } from "../observability/outage-log.ts";
import { restAfter } from "../services/shared/rest.ts";
import { type Rest, startBackgroundLoop } from "./background-loop.ts";
import type { UseCases } from "./use-cases.ts";

export interface BackgroundJobs {
  /** Runs one pass of every job. Resolves to whether any had work. */
  runOnce(): Promise<boolean>;
  /** Starts a loop for each job. Returns the function that ends them after their current step. */
  start(): () => Promise<void>;
}

interface Job {
  readonly part: Part;
  readonly step: () => Promise<boolean>;
  /** For a job that reads whole tables: requests go first. */
  readonly rest?: Rest;
}

const idleMs = 1_000;
/** Each job mostly waits for the database; a small number leaves connections to requests. */
const linkRequestLoops = 4;

/** Every job has a separate loop, so that a hanging job does not delay the others. */
export function createBackgroundJobs(deps: {
  readonly useCases: Pick<
    UseCases,
    | "linkRequests"
    | "reminders"
    | "expiredInvitations"
    | "webhookNotices"
    | "passwordEncryption"
    | "secretKeyCheck"
    | "retention"
    | "tombstones"
  >;
  readonly dispatcher: Dispatcher;
  readonly outages: OutageLog;
}): BackgroundJobs {
  const { useCases, dispatcher, outages } = deps;
  const {
    linkRequests,
    reminders,
    expiredInvitations,
    webhookNotices,
    passwordEncryption,
    secretKeyCheck,
    retention,
    tombstones,
  } = useCases;
  const jobs: readonly Job[] = [
    ...Array.from({ length: linkRequestLoops }, () => ({
      part: "link requests" as const,
      step: linkRequests.answerNext,
    })),
    { part: "reminders", step: reminders.step },
    { part: "expired invitations", step: expiredInvitations.step },
    { part: "webhooks", step: webhookNotices.step },
    { part: "password encryption", step: passwordEncryption.step, rest: restAfter },
    { part: "secret key", step: secretKeyCheck.step },
    { part: "tombstones", step: tombstones.step },
    {
      part: "retention",
      step: async () => (await retention.step()) === "unfinished",
      rest: restAfter,
    },
  ];
  const report = (part: Part) => ({
    onError: (error: unknown) => outages.failed(part, error),
    onSuccess: () => outages.succeeded(part, "database connection"),
  });

  return {
    runOnce: async () => {
      const steps = [...jobs.map(({ step }) => step()), dispatcher.dispatch()];
      return (await Promise.all(steps)).includes(true);
    },
    start: () => {
      const loops = [
        ...jobs.map(({ part, step, rest }) =>
          startBackgroundLoop({ step, idleMs, rest, ...report(part) }),
        ),
        startPoller({ dispatcher, idleMs, ...report("mail") }),
      ];
      return async () => {
        await Promise.all(loops.map((loop) => loop.stop()));
      };
    },
  };
}
