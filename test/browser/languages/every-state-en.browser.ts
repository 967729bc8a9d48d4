// Every page and mail in English.
import t from "tap";
import { checkEveryState } from "../states/every-state.ts";

await checkEveryState(t, "en");
