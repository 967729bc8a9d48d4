import { runGroup } from "../support/group.ts";

await runGroup(
  "test/contract/!(attack|canary|fairness|guides|hostile-sizes|uploads).test.ts",
  "test/observability/*.test.ts",
  "test/observability/metrics/*.test.ts",
);
