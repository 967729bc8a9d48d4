import { runGroup } from "../support/group.ts";

await runGroup("test/app/!(*process).test.ts", "test/development/!(publisher-stand-in).test.ts");
