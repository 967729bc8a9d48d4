import { runGroup } from "../support/group.ts";

await runGroup(
  "test/services/*.test.ts",
  "test/services/{family,operator,school,shared}/**/*.test.ts",
);
