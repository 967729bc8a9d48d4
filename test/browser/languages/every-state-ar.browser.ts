// Every page and mail for a family that reads Arabic, from right to left.
import t from "tap";
import { checkEveryState } from "../states/every-state.ts";

await checkEveryState(t, "ar");
