import pg from "pg";
import { createDatabase } from "../../../src/store/database.ts";
import { roundsOf, type Scenario } from "../bench.ts";
import { readGroup } from "../group-requests.ts";
import type { Row } from "../measure/report.ts";
import { inTurn, ratios } from "../measure/rounds.ts";
import type { Load, LoadRequest } from "../programs/load.ts";
import { openRetentionSteps } from "../retention-steps.ts";
import { openSchoolWrites } from "../school-writes.ts";
import { openSide, pupilsOfSmall } from "./group.ts";

const pupilsOfCountry = 1_500_000;
const schoolsMax = 14;
const connections = 4;

type Side = Awaited<ReturnType<typeof openSide>>;

/** Requests that are as fast with the data of the whole country as with that of a few schools. */
const reads: Readonly<Record<string, (group: Side["groups"][number]) => string>> = {
  "read a group": readGroup,
  "list a school's groups": () => "/v1/groups",
  "read a home login": ({ pupilId }) => `/v1/pupils/${pupilId}/home-login`,
  "read a school's report": () => "/v1/home-logins",
};

type RequestsOf = (round: number) => readonly LoadRequest[] | Promise<readonly LoadRequest[]>;

export const large: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  const small = await openSide(bench, pupilsOfSmall, opened, schoolsMax);
  const country = await openSide(bench, pupilsOfCountry, opened, schoolsMax);
  const [ofCountry, ofSmall] = await Promise.all(
    [country, small].map(async (side) => {
      const client = new pg.Client({ connectionString: side.databaseUrl });
      await client.connect();
      opened.defer(() => client.end());
      const db = createDatabase({
        url: side.databaseUrl,
        connectionsMax: 1,
        onIdleError: () => {},
      });
      opened.defer(db.close);
      const schoolIds = side.groups.map(({ schoolId }) => schoolId);
      return {
        writes: await openSchoolWrites(client, side),
        retain: openRetentionSteps(client, db, schoolIds),
      };
    }),
  );
  const rows: Row[] = [];

  async function compare(work: string, until: Load["until"], of: RequestsOf, to: RequestsOf) {
    const p50 =
      ({ url }: Side, requestsOf: RequestsOf) =>
      async (round: number) => {
        const requests = await requestsOf(round);
        const once = "count" in until ? { count: requests.length } : until;
        return (await bench.put({ url, requests, connections, until: once })).p50Ms;
      };
    await compareTimes(work, { country: p50(country, of), small: p50(small, to) });
  }

  async function compareTimes(
    work: string,
    sides: Readonly<Record<"country" | "small", (round: number) => Promise<number>>>,
  ) {
    const measured = await inTurn(sides, roundsOf(bench, `${work}, in a country`));
    rows.push({
      work: `${work} at 1,500,000 pupils, p50 / at 3,000`,
      measured: ratios(measured.country, measured.small),
      unit: "×",
      promise: { atMost: 1.2 },
      beside: { "country, ms": measured.country, "small, ms": measured.small },
    });
  }

  for (const [work, pathOf] of Object.entries(reads)) {
    const [asked, askedOfSmall] = [country.ask(pathOf), small.ask(pathOf)];
    await compare(
      work,
      { ms: bench.roundMs },
      () => asked,
      () => askedOfSmall,
    );
  }
  for (const [work, of] of Object.entries(ofCountry?.writes ?? {})) {
    const to = ofSmall?.writes[work];
    if (to) await compare(work, { count: 1 }, of, to);
  }
  if (ofCountry && ofSmall) {
    const sides = { country: ofCountry.retain, small: ofSmall.retain };
    await compareTimes("a step of retention", sides);
  }
  return rows;
};
