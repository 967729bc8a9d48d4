// Marks of software on the page of a child.
import t from "tap";
import { markOf } from "../../../src/http/pages/views/mark.ts";

const names: Readonly<Record<string, string>> = {
  malmberg: "Malmberg",
  zwijsen: "Zwijsen",
  noordhoff: "Noordhoff",
  "thieme-meulenhoff": "ThiemeMeulenhoff",
  blink: "Blink",
  "royal-jongbloed": "Royal Jongbloed",
  "ars-scribendi": "Ars Scribendi",
  "prowise-oefenweb": "Prowise (Oefenweb)",
  "cito-groeimeter": "Cito Groeimeter",
  "cito-kleuter-in-beeld": "Cito Kleuter in beeld",
  muiswerk: "Muiswerk",
  nieuwsbegrip: "Nieuwsbegrip",
  "schrijven-doe-je-zo": "Schrijven doe je zo",
  stenvert: "Stenvert",
};
const marks = Object.entries(names).map(([key, name]) => markOf({ key, name }).html);

t.test("every publisher has a mark of its own, the same each time", async (t) => {
  t.equal(new Set(marks).size, marks.length);
  t.strictSame(
    Object.entries(names).map(([key, name]) => markOf({ key, name }).html),
    marks,
  );
});

t.test("a mark is an initial for the eye, without an image and without inline style", async (t) => {
  for (const mark of marks) {
    t.match(
      mark,
      /^<span class="mark shape-[0-4] colour-[0-7]" aria-hidden="true">\p{Lu}<\/span>$/u,
    );
  }
  t.match(markOf({ key: "a", name: " éénhoorn" }).html, ">É<");
  t.match(markOf({ key: "a", name: "<b>" }).html, ">&#60;<");
});
