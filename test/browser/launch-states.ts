import { launch, offerSoftware, startPublisher } from "./launch-steps.ts";
import type { PageState } from "./page-state.ts";
import { comeHome, heading, sentence } from "./steps.ts";

export const launchStates: readonly PageState[] = [
  {
    name: "home with software",
    reach: async (visit) => {
      await offerSoftware(visit);
      await comeHome(visit);
      await sentence(visit.page, visit.texts.home.software);
    },
  },
  {
    name: "on the way to a publisher",
    reach: async (visit) => {
      await offerSoftware(visit);
      await startPublisher(visit.context, "unreachable");
      await comeHome(visit);
      await launch(visit);
      await heading(visit.page, visit.texts.launch.title("Malmberg"));
    },
  },
];
