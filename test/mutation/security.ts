import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "security",
  mutated: ["src/security/**/*.ts"],
  tests: ["test/security/*.test.ts"],
  usesDatabase: false,
  percentMin: 90,
});
