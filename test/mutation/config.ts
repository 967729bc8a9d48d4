import { mutationOf } from "./room.ts";

export default mutationOf({
  name: "config",
  mutated: ["src/config/*.ts"],
  tests: ["test/config/config.test.ts"],
  percentMin: 80,
});
