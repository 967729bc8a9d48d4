import { runGroup } from "../support/group.ts";

await runGroup("test/{bench,config,domain,formats,security}/**/*.test.ts");
