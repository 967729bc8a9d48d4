import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "schema",
  mutated: ["src/store/schema/*.ts"],
  // The test that compares the schema with the migrations.
  tests: ["test/store/schema.test.ts"],
  percentMin: 80,
});
