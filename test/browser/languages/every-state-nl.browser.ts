// Every page and mail in Dutch.
import t from "tap";
import { checkEveryState } from "../states/every-state.ts";

await checkEveryState(t, "nl");
