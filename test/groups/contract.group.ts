import { runGroup } from "../support/group.ts";

await runGroup(
  "test/contract/**/!(api-design-rules|attack|canary|fairness|generated-client|guides|hostile-sizes|uploads).test.ts",
  "test/observability/*.test.ts",
  "test/observability/metrics/*.test.ts",
);
