import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "authorisation",
  mutated: [
    "src/services/school-access.ts",
    "src/services/family-access.ts",
    "src/http/authenticate.ts",
    "src/http/access-token.ts",
  ],
  tests: [
    "test/services/{school,family}-access.test.ts",
    "test/http/{authentication,tokens}.test.ts",
  ],
  usesDatabase: true,
  percentMin: 90,
});
