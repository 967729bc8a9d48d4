import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "letters",
  mutated: ["src/mail/{render,message,pace,mail-domains}.ts", "src/mail/templates/*.ts"],
  tests: ["test/mail/{render,letters,message,pace,mail-domains}.test.ts"],
  percentMin: 80,
});
