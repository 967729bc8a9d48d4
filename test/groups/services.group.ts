import { runGroup } from "../support/group.ts";

await runGroup("test/services/**/*.test.ts");
