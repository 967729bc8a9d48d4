import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "formats",
  mutated: ["src/formats/*.ts"],
  tests: ["test/formats/*.test.ts"],
  percentMin: 80,
});
