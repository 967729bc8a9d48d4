import { roundsOf, type Scenario } from "../bench.ts";
import { readGroup } from "../group-requests.ts";
import type { Row } from "../measure/report.ts";
import { inTurn, ratios } from "../measure/rounds.ts";
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

export const large: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  const small = await openSide(bench, pupilsOfSmall, opened, schoolsMax);
  const country = await openSide(bench, pupilsOfCountry, opened, schoolsMax);
  const rows: Row[] = [];
  for (const [work, pathOf] of Object.entries(reads)) {
    const p50 = ({ url, ask }: Side) => {
      const requests = ask(pathOf);
      const load = { url, requests, connections, until: { ms: bench.roundMs } };
      return async () => (await bench.put(load)).p50Ms;
    };
    const measured = await inTurn(
      { country: p50(country), small: p50(small) },
      roundsOf(bench, `${work}, in a country`),
    );
    rows.push({
      work: `${work} at 1,500,000 pupils, p50 / at 3,000`,
      measured: ratios(measured.country, measured.small),
      unit: "×",
      promise: { atMost: 1.2 },
      beside: { "country, ms": measured.country, "small, ms": measured.small },
    });
  }
  return rows;
};
