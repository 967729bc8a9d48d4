import authorisation from "./authorisation.ts";
import config from "./config.ts";
import domain from "./domain.ts";
import formats from "./formats.ts";
import mail from "./mail.ts";
import outbox from "./outbox.ts";
import { mutationOf } from "./room.ts";
import schema from "./schema.ts";
import security from "./security.ts";

const rooms = [domain, security, outbox, authorisation, schema, formats, config, mail];
const elsewhere = rooms.flatMap(({ mutate }) => mutate);

// Every source that no other configuration has. A full run takes a day, so `--mutate` selects a part.
export default mutationOf({
  name: "rest",
  mutated: ["src/**/*.ts", ...elsewhere.map((pattern) => `!${pattern}`)],
  // Except tests that start processes, which take too long for each mutant, and tests that read the source.
  tests: [
    "test/app/service.test.ts",
    "test/development/mail-catcher.test.ts",
    "test/observability/{metrics/*,tracing/tracing}.test.ts",
    "test/{cli,config,contract,formats,http,mail,services,store}/**/!(attack|source|guides|docs|start-command).test.ts",
  ],
  percentMin: 80,
});
