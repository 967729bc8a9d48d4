import { runGroup } from "../support/group.ts";

await runGroup(
  "test/http/*.test.ts",
  "test/http/{auth,openapi,pages,plugins,problems,uploads,webhooks,schemas}/**/*.test.ts",
);
