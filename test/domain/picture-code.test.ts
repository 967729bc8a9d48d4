import t from "tap";
import {
  layOutPictures,
  parsePictureCode,
  parsePictures,
  pictures,
} from "../../src/domain/picture-code.ts";

t.test("a code is four different pictures in order", async (t) => {
  t.strictSame(parsePictureCode(["cat", "sun", "boat", "key"]), ["cat", "sun", "boat", "key"]);
  for (const none of [
    [],
    ["cat", "sun", "boat"],
    ["cat", "cat", "cat", "cat"],
    ["cat", "sun", "boat", "cat", "key"],
    ["cat", "sun", "boat", "key", "bear"],
    ["cat", "sun", "boat", "elephant"],
  ]) {
    t.equal(parsePictureCode(none), undefined, none.join());
  }
});

t.test("only known pictures count, each once", async (t) => {
  t.strictSame(parsePictures(["cat", "", "toString", "sun", "cat"]), ["cat", "sun"]);
});

t.test("all sixteen pictures are shown, in random order", async (t) => {
  t.equal(pictures.length, 16);
  const sorted = [...pictures].sort();
  const firsts = new Set<string>();
  for (let time = 0; time < 1_000; time += 1) {
    const laidOut = layOutPictures(Math.random);
    if (time < 10) t.strictSame(laidOut.toSorted(), sorted);
    firsts.add(`${laidOut[0]}`);
  }
  t.equal(firsts.size, pictures.length);
});
