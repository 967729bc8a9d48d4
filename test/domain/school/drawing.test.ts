import { readdirSync, readFileSync } from "node:fs";
import t from "tap";
import { pictures } from "../../../src/domain/picture-code.ts";
import { drawingPath, drawings, drawingUrl } from "../../../src/domain/school/drawing.ts";

const folder = new URL("../../../src/http/pages/assets/drawings/", import.meta.url);

t.test(
  "there are at least sixteen drawings, and none is a picture of the picture code",
  async (t) => {
    t.ok(drawings.length >= 16);
    t.equal(new Set(drawings).size, drawings.length);
    t.strictSame(
      drawings.filter((drawing) => (pictures as readonly string[]).includes(drawing)),
      [],
    );
  },
);

t.test("every drawing has a file, and the files only draw", async (t) => {
  t.strictSame(readdirSync(folder).sort(), drawings.map((drawing) => `${drawing}.svg`).toSorted());
  for (const drawing of drawings) {
    const svg = readFileSync(new URL(`${drawing}.svg`, folder), "utf8");
    t.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 100 100"/, drawing);
    t.notMatch(svg, /script|style|href|url\(|\bon\w+=|<text|<image/, drawing);
  }
});

t.test("only the key of a drawing has an image", async (t) => {
  t.equal(drawingPath("owl"), "/assets/drawings/owl.svg");
  t.equal(drawingUrl("https://api.example", "owl"), "https://api.example/assets/drawings/owl.svg");
  for (const other of [null, "", "kat.png", "Owl", "cat", "../page", "constructor"]) {
    t.equal(drawingPath(other), null);
    t.equal(drawingUrl("https://api.example", other), null);
  }
});
