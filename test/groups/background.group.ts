import { runGroup } from "../support/group.ts";

await runGroup("test/services/background/*.test.ts");
