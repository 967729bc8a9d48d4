import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "outbox",
  mutated: [
    "src/store/mail/{outbox,mail-deliveries}.ts",
    "src/mail/{dispatcher,lease,micro-batch,relay,send-rate,settlement}.ts",
  ],
  // Tests without a mail server and without waiting: some seconds for each mutant.
  tests: [
    "test/store/mail/outbox.test.ts",
    "test/mail/{micro-batch,mail-dispatcher,relay}.test.ts",
  ],
  percentMin: 90,
});
