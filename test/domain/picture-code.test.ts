import t from "tap";
import {
  layOutPictures,
  parsePictureCode,
  parsePictures,
  pictures,
} from "../../src/domain/picture-code.ts";

t.test("a code is four different pictures in their own order", async (t) => {
  t.same(parsePictureCode(["cat", "sun", "boat", "key"]), ["cat", "sun", "boat", "key"]);
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

t.test("of what comes in only the pictures that there are count, each once", async (t) => {
  t.same(parsePictures(["cat", "", "toString", "sun", "cat"]), ["cat", "sun"]);
});

t.test("all sixteen are laid out, each at any place", async (t) => {
  t.equal(pictures.length, 16);
  const sorted = [...pictures].sort();
  const firsts = new Set<string>();
  for (let time = 0; time < 1_000; time += 1) {
    const laidOut = layOutPictures(Math.random);
    if (time < 10) t.same(laidOut.toSorted(), sorted);
    firsts.add(`${laidOut[0]}`);
  }
  t.equal(firsts.size, pictures.length);
});
