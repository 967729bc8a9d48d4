import { roundsOf, type Scenario } from "../bench.ts";
import { inTurn, ratios } from "../rounds.ts";
import { openSide, pupilsOfSmall } from "./group.ts";

const pupilsOfCountry = 1_500_000;
const schoolsMax = 14;
const connections = 4;

/** Reads groups of the whole country as fast as those of a few schools. */
export const large: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  const small = await openSide(bench, pupilsOfSmall, opened, schoolsMax);
  const country = await openSide(bench, pupilsOfCountry, opened, schoolsMax);
  const p50 = async ({ url, requests }: typeof small) =>
    (await bench.put({ url, requests, connections, until: { ms: bench.roundMs } })).p50Ms;
  const measured = await inTurn(
    { country: () => p50(country), small: () => p50(small) },
    roundsOf(bench, "reading groups of a country"),
  );
  return [
    {
      work: "read a group at 1,500,000 pupils, p50 / at 3,000",
      measured: ratios(measured.country, measured.small),
      unit: "×",
      promise: { atMost: 1.2 },
      beside: { "country, ms": measured.country, "small, ms": measured.small },
    },
  ];
};
