/** What a child chooses from; each is a drawing of ours under this name. */
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
 * The pictures of that name, each once, in the order in which they are first named; others are left
 * out. A picture that is chosen lies no more among those that are left, which a child of four
 * understands, and which leaves no code as easy as four times the sun.
 */
export function parsePictures(names: readonly string[]): Picture[] {
  return [...new Set(names)].flatMap((name) => pictures.find((picture) => picture === name) ?? []);
}

/** A code, or `undefined` for what is none: other than four pictures, or one of them twice. */
export function parsePictureCode(names: readonly string[]): PictureCode | undefined {
  const [first, second, third, fourth, ...more] = parsePictures(names);
  const isWhole = names.length === pictureCodeLength && more.length === 0;
  return isWhole && first && second && third && fourth ? [first, second, third, fourth] : undefined;
}

/** All pictures in an order by chance; `fraction` is from 0 up to, not including, 1. */
export function layOutPictures(fraction: () => number): Picture[] {
  const laidOut: Picture[] = [];
  for (const picture of pictures) {
    const place = Math.floor(fraction() * (laidOut.length + 1));
    laidOut.splice(place, 0, picture);
  }
  return laidOut;
}
