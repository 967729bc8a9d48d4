import { launch, offerSoftware, startPublisher } from "../launch-steps.ts";
import { activateAndLogIn, heading, sentence } from "../steps.ts";
import type { PageState } from "./page-state.ts";

export const launchStates: readonly PageState[] = [
  {
    name: "home with software",
    reach: async (visit) => {
      await offerSoftware(visit);
      await activateAndLogIn(visit);
      await sentence(visit.page, visit.texts.home.software);
    },
  },
  {
    name: "on the way to a publisher",
    reach: async (visit) => {
      await offerSoftware(visit);
      await startPublisher(visit.context, "unreachable");
      await activateAndLogIn(visit);
      await launch(visit);
      await heading(visit.page, visit.texts.launch.title("Malmberg"));
    },
  },
];
