import authorisation from "./authorisation.ts";
import config from "./config.ts";
import domain from "./domain.ts";
import formats from "./formats.ts";
import letters from "./mail.ts";
import outbox from "./outbox.ts";
import { mutationOf } from "./room.ts";
import schema from "./schema.ts";
import security from "./security.ts";

const rooms = [domain, security, outbox, authorisation, schema, formats, config, letters];
const elsewhere = rooms.flatMap(({ mutate }) => mutate);

// All that has no room of its own; a day of work, so `--mutate` says which part of it.
export default mutationOf({
  name: "rest",
  mutated: ["src/**/*.ts", ...elsewhere.map((pattern) => `!${pattern}`)],
  // Without those that start processes of their own, which take too long for each mutant, or read the source.
  tests: [
    "test/{config,startup,memory}.test.ts",
    "test/{development/mailbox,tracing/tracing}.test.ts",
    "test/{cli,contract,formats,http,mail,metrics,services,store}/!(attack|embedded|source).test.ts",
  ],
  percentMin: 80,
});
