// Every page and mail in every state that a family can see. Tests of rules for all pages iterate over
// this list, so a new page needs only a few lines here.
import { activationStates } from "./activation-states.ts";
import { launchStates } from "./launch-states.ts";
import { letterStates } from "./letter-states.ts";
import { errorPageStates, linkRequestStates, loginStates, noticeStates } from "./login-states.ts";
import { pictureStates } from "./picture-states.ts";

export { mailStates } from "./mail-states.ts";

export const pageStates = [
  ...activationStates,
  ...loginStates,
  ...launchStates,
  ...pictureStates,
  ...linkRequestStates,
  ...letterStates,
  ...noticeStates,
  ...errorPageStates,
];
