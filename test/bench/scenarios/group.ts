import { readBareGroup } from "../bare-requests.ts";
import { type Bench, roundsOf, type Scenario } from "../bench.ts";
import { openDataSet } from "../data.ts";
import { openGroupRequests, readGroup } from "../group-requests.ts";
import { costRow } from "../measure/cost.ts";
import { inTurn } from "../measure/rounds.ts";
import { startProgram } from "../program.ts";
import type { BareQuestion } from "../programs/bare.ts";
import type { LoadRequest } from "../programs/load.ts";
import { startService } from "../service.ts";

const connections = 16;
export const pupilsOfSmall = 3_000;

/** Reads groups of thirty: the service against one statement on a bare route. */
export const group: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  const side = await openSide(bench, pupilsOfSmall, opened);
  const bare = await startProgram<BareQuestion, string>("bare", { DATABASE_URL: side.databaseUrl });
  opened.defer(bare.stop);
  const requests = side.ask(readGroup);
  const bareUrl = await bare.ask("url");
  const bareRequests = side.groups.map(readBareGroup);
  await requireSameBytes([side.url, requests], [bareUrl, bareRequests]);

  const until = { ms: bench.roundMs };
  const { service } = side;
  const measured = await inTurn(
    {
      service: () => bench.cost(service.id, { url: service.url, requests, connections, until }),
      bare: () => bench.cost(bare.id, { url: bareUrl, requests: bareRequests, connections, until }),
    },
    roundsOf(bench, "reading groups"),
  );
  return [
    costRow({
      work: "read a group of 30 / a bare route",
      share: "program and PostgreSQL",
      promise: { atMost: 1.35 },
      of: ["service", measured.service],
      to: ["bare route", measured.bare],
    }),
  ];
};

/** Starts the service on a data set; returns requests for groups of thirty spread over it. */
export async function openSide(
  bench: Bench,
  pupils: number,
  opened: AsyncDisposableStack,
  schoolsMax = 14,
) {
  const databaseUrl = await openDataSet(bench.server, pupils, bench.report);
  const service = await startService(databaseUrl);
  opened.defer(service.stop);
  const requests = await openGroupRequests(service, databaseUrl, schoolsMax);
  return { databaseUrl, service, url: service.url, ...requests };
}

type Asked = readonly [url: string, requests: readonly LoadRequest[]];

async function requireSameBytes(...sides: readonly [Asked, Asked]): Promise<void> {
  const [service, bare] = await Promise.all(
    sides.map(async ([url, [request]]) => {
      const answer = await fetch(`${url}${request?.path}`, { headers: request?.headers ?? {} });
      return await answer.text();
    }),
  );
  if (service !== bare) throw new Error(`The bare route answers ${bare}, the service ${service}`);
}
