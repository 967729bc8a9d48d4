import { runGroup } from "../support/group.ts";

await runGroup("test/{config,domain,formats,security}/**/*.test.ts");
