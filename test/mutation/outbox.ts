import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "outbox",
  mutated: ["src/store/{outbox,mail-deliveries}.ts", "src/mail/{dispatcher,batches}.ts"],
  // Those without a mail server and without waiting, some seconds for each mutant.
  tests: ["test/store/outbox.test.ts", "test/mail/{batches,outcomes}.test.ts"],
  percentMin: 90,
});
