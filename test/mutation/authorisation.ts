import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "authorisation",
  mutated: [
    "src/services/shared/school-access.ts",
    "src/services/shared/school-permissions.ts",
    "src/services/shared/family-access.ts",
    "src/http/auth/authenticate.ts",
    "src/security/access-token.ts",
  ],
  // Tests that do not start the whole service: some seconds for each mutant.
  tests: [
    "test/services/shared/{school,family}-access.test.ts",
    "test/http/auth/authenticate.test.ts",
  ],
  percentMin: 90,
});
