// Contrast of the colours of the pages, in light and dark mode (WCAG 2.2 AA).
import { readFile } from "node:fs/promises";
import t from "tap";
import { contrast } from "../../support/contrast.ts";

const css = await readFile(
  new URL("../../../src/http/pages/assets/page.css", import.meta.url),
  "utf8",
);

/** The custom properties of the first `:root`, and of that of dark mode. */
const [light = {}, dark = {}] = [...css.matchAll(/:root \{([^}]+)\}/g)].map(([, body = ""]) =>
  Object.fromEntries(
    [...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  ),
);

const textContrast = 4.5;
const borderContrast = 3;
const onGrounds = (colour: string, ...grounds: readonly string[]) =>
  grounds.map((ground) => [colour, ground] as const);
const texts = [
  ...onGrounds("text", "ground", "card", "warm", "tile"),
  ...onGrounds("muted", "ground", "card", "tile", "warm"),
  ...onGrounds("accent", "ground", "card", "warm", "tile"),
  ...onGrounds("problem", "card", "problem-ground"),
  ...onGrounds("text", "problem-ground"),
  ...onGrounds("accent", "problem-ground"),
  ...onGrounds("done", "done-ground"),
  ...onGrounds("on-accent", "accent"),
];
const borders = [...onGrounds("border", "card"), ...onGrounds("accent", "card", "warm", "tile")];

t.test("text and borders of controls have enough contrast, in light and dark mode", async (t) => {
  for (const [mode, palette] of Object.entries({ light, dark })) {
    const ratio = ([colour, ground]: readonly [string, string]) =>
      contrast(`${palette[colour]}`, `${palette[ground]}`);
    for (const pair of texts) t.ok(ratio(pair) >= textContrast, `${mode}: ${pair.join(" on ")}`);
    for (const pair of borders)
      t.ok(ratio(pair) >= borderContrast, `${mode}: ${pair.join(" on ")}`);
  }
});

t.test("the initial of a mark has enough contrast in each of its colours", async (t) => {
  const grounds = [...css.matchAll(/\.(?:mark|colour-\d) \{[^}]*?background: (#[0-9a-f]{6});/g)];
  t.equal(grounds.length, 8);
  for (const [, ground = ""] of grounds) t.ok(contrast("#ffffff", ground) >= textContrast, ground);
});
