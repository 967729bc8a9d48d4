// Every page and mail in every state in which a family can meet it. Whatever holds for all of them is
// checked by going through this list, so a new page needs a few lines here and no more.
import { activationStates } from "./activation-states.ts";
import { launchStates } from "./launch-states.ts";
import { linkRequestStates, loginStates, wrongWayStates } from "./login-states.ts";
import { pictureStates } from "./picture-states.ts";

export { mailStates } from "./mail-states.ts";

export const pageStates = [
  ...activationStates,
  ...loginStates,
  ...launchStates,
  ...pictureStates,
  ...linkRequestStates,
  ...wrongWayStates,
];
