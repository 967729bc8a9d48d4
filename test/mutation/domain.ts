import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "domain",
  mutated: ["src/domain/**/*.ts"],
  // A hundred random cases for each mutant would take too long; the examples must notice it.
  tests: ["test/domain/**/!(*-properties).test.ts"],
  percentMin: 90,
});
