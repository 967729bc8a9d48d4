import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "outbox",
  mutated: ["src/store/outbox.ts", "src/mail/dispatcher.ts", "src/mail/batches.ts"],
  tests: [
    "test/store/outbox.test.ts",
    "test/mail/{batches,dispatcher,reminders,removal-notices}.test.ts",
  ],
  usesDatabase: true,
  percentMin: 90,
});
