import { runGroup } from "../support/group.ts";

await runGroup("test/http/routes/**/*.test.ts");
