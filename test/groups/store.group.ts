import { runGroup } from "../support/group.ts";

await runGroup("test/store/**/*.test.ts");
