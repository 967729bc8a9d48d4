import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "mail",
  mutated: [
    "src/mail/{render,message,concurrency-limit,mail-domains}.ts",
    "src/mail/templates/*.ts",
  ],
  tests: ["test/mail/{render,snapshots,message,concurrency-limit,mail-domains}.test.ts"],
  percentMin: 80,
});
