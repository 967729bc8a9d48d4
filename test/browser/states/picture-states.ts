import {
  activateAndRemember,
  beginCode,
  choose,
  code,
  logOutToTiles,
  otherCode,
  removeDevicesElsewhere,
  saveCode,
  tapTile,
  useUpPictureAttempts,
} from "../picture-steps.ts";
import { heading, logIn, makePasswordFor, password, sentence, sign } from "../steps.ts";
import type { PageState } from "./page-state.ts";

const pictureLoginStates: readonly PageState[] = [
  { name: "tiles", reach: logOutToTiles },
  {
    name: "login beside the tiles",
    reach: async (visit) => {
      await logOutToTiles(visit);
      await visit.page.getByRole("link", { name: visit.texts.pictures.withPassword }).click();
      await heading(visit.page, visit.texts.login.title);
    },
  },
  {
    name: "pictures, none chosen",
    reach: async (visit) => {
      await logOutToTiles(visit);
      await tapTile(visit);
    },
  },
  {
    name: "pictures, two chosen",
    reach: async (visit) => {
      await logOutToTiles(visit);
      await tapTile(visit);
      await choose(visit, code.slice(0, 2));
      await sentence(visit.page, visit.texts.pictures.next(3, 4));
    },
  },
  {
    name: "pictures wrong",
    reach: async (visit) => {
      await logOutToTiles(visit);
      await tapTile(visit);
      await choose(visit, otherCode);
      await sign(visit.page, visit.texts.problems["wrong-pictures"]);
    },
  },
  {
    name: "pictures too often wrong",
    reach: async (visit) => {
      await logOutToTiles(visit);
      await useUpPictureAttempts(visit);
      await tapTile(visit);
      await choose(visit, code);
      await sentence(visit.page, visit.texts.problems["pictures-off"]);
    },
  },
  {
    name: "home after pictures",
    reach: async (visit) => {
      await logOutToTiles(visit);
      await tapTile(visit);
      await choose(visit, code);
      await heading(visit.page, visit.texts.home.title("Wimpie"));
    },
  },
  {
    name: "device forgotten",
    reach: async (visit) => {
      await logOutToTiles(visit);
      await removeDevicesElsewhere(visit, password);
      await visit.page.reload();
      await sentence(visit.page, visit.texts.problems["device-unknown"]);
    },
  },
  {
    name: "device forgotten while pictures are chosen",
    reach: async (visit) => {
      await logOutToTiles(visit);
      await removeDevicesElsewhere(visit, password);
      await visit.page.getByRole("button", { name: "Wimpie", exact: true }).click();
      await sentence(visit.page, visit.texts.problems["device-unknown"]);
    },
  },
];

const pictureCodeStates: readonly PageState[] = [
  {
    name: "home on a device that is not remembered",
    reach: async (visit) => {
      const { household, page, texts } = visit;
      await household.usePictures();
      await makePasswordFor(visit, "Wimpie", household.mother);
      await logIn(visit, household.mother);
      await sentence(page, texts.pictures.rememberHint("Wimpie"));
    },
  },
  { name: "home with devices", reach: activateAndRemember },
  {
    name: "home with a picture code",
    reach: async (visit) => {
      await activateAndRemember(visit);
      await beginCode(visit);
      await choose(visit, code);
      await saveCode(visit);
    },
  },
  {
    name: "code, none chosen",
    reach: async (visit) => {
      await activateAndRemember(visit);
      await beginCode(visit);
    },
  },
  {
    name: "code, two chosen",
    reach: async (visit) => {
      await activateAndRemember(visit);
      await beginCode(visit);
      await choose(visit, code.slice(0, 2));
      await sentence(visit.page, visit.texts.pictures.next(3, 4));
    },
  },
  {
    name: "code, all chosen",
    reach: async (visit) => {
      await activateAndRemember(visit);
      await beginCode(visit);
      await choose(visit, code);
      await sentence(visit.page, visit.texts.pictures.rememberThem);
    },
  },
];

export const pictureStates = [...pictureLoginStates, ...pictureCodeStates];
