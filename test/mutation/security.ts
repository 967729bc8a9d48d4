import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "security",
  // authorisation.ts has the access tokens.
  mutated: ["src/security/**/*.ts", "!src/security/access-token.ts"],
  tests: ["test/security/*.test.ts"],
  percentMin: 90,
});
