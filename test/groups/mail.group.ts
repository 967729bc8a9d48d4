import { runGroup } from "../support/group.ts";

await runGroup("test/mail/**/*.test.ts");
