import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "security",
  mutated: ["src/security/**/*.ts"],
  tests: ["test/security/*.test.ts"],
  percentMin: 90,
});
