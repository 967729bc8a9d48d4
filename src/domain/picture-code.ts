import { ServiceError } from "./errors.ts";

/** Pictures from which a child chooses; each is the name of a drawing. */
export const pictures = [
  "sun",
  "moon",
  "star",
  "tree",
  "flower",
  "apple",
  "house",
  "boat",
  "bicycle",
  "ball",
  "key",
  "umbrella",
  "cat",
  "bear",
  "fish",
  "heart",
] as const;
export type Picture = (typeof pictures)[number];

export const pictureCodeLength = 4;

/** Four different pictures, in the order in which the child chooses them. */
export type PictureCode = readonly [Picture, Picture, Picture, Picture];

/**
 * Returns the known pictures without duplicates, in order of first occurrence. A chosen picture
 * disappears from the choices: easy to understand for a child of four, and no code is as weak as
 * four times the sun.
 */
export function parsePictures(names: readonly string[]): Picture[] {
  return [...new Set(names)].flatMap((name) => pictures.find((picture) => picture === name) ?? []);
}

/** Returns the code, or `undefined` unless it is four different pictures. */
export function parsePictureCode(names: readonly string[]): PictureCode | undefined {
  const [first, second, third, fourth, ...more] = parsePictures(names);
  const isWhole = names.length === pictureCodeLength && more.length === 0;
  return isWhole && first && second && third && fourth ? [first, second, third, fourth] : undefined;
}

/**
 * Returns all pictures in random order; `fraction` returns a number from 0 up to, but not
 * including, 1.
 */
export function layOutPictures(fraction: () => number): Picture[] {
  const laidOut: Picture[] = [];
  for (const picture of pictures) {
    const place = Math.floor(fraction() * (laidOut.length + 1));
    laidOut.splice(place, 0, picture);
  }
  return laidOut;
}

export function picturesOff(): ServiceError {
  return new ServiceError(
    "pictures-off",
    "This child cannot log in with pictures now. Log in with the password.",
  );
}
