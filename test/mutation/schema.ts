import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "schema",
  mutated: ["src/store/schema/*.ts"],
  // The one that compares all of it with the migrations.
  tests: ["test/store/schema.test.ts"],
  percentMin: 80,
});
