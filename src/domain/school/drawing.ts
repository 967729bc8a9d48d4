/**
 * Drawings beside the name of a pupil (Dutch: leerlingplaatje). None of them is a picture of the
 * picture code, because a child that sees one beside its name could take it for a part of the code.
 */
export const drawings = [
  "butterfly",
  "crab",
  "duck",
  "elephant",
  "fox",
  "frog",
  "giraffe",
  "hedgehog",
  "ladybird",
  "lion",
  "mouse",
  "owl",
  "penguin",
  "pig",
  "rabbit",
  "snail",
  "turtle",
  "whale",
] as const;
export type Drawing = (typeof drawings)[number];

const paths = new Map<string, string>(
  drawings.map((drawing) => [drawing, `/assets/drawings/${drawing}.svg`]),
);

/**
 * Returns the path of the image of a picture; `null` without a picture, and for a text of a roster
 * that names no drawing.
 */
export function drawingPath(picture: string | null): string | null {
  return picture === null ? null : (paths.get(picture) ?? null);
}

/** Returns the URL of the image of a picture; `null` when it has none. */
export function drawingUrl(publicUrl: string, picture: string | null): string | null {
  const path = drawingPath(picture);
  return path === null ? null : `${publicUrl}${path}`;
}
