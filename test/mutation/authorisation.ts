import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "authorisation",
  mutated: [
    "src/services/school-access.ts",
    "src/services/family-access.ts",
    "src/http/authenticate.ts",
    "src/http/access-token.ts",
  ],
  // Those without the whole service, some seconds for each mutant.
  tests: ["test/services/{school,family}-access.test.ts", "test/http/authenticate.test.ts"],
  percentMin: 90,
});
