import jsQr from "jsqr";
import t from "tap";
import { qrCodeOf, qrQuietZone } from "../../src/formats/qr-code.ts";

const scale = 4;

/** Draws the code as a browser does: the runs of the path in black on white. */
function drawn({ size, path }: ReturnType<typeof qrCodeOf>) {
  const width = (size + 2 * qrQuietZone) * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = 0; row < scale; row += 1) {
      const top = (Number(y) + qrQuietZone) * scale + row;
      const left = (Number(x) + qrQuietZone) * scale;
      for (let column = 0; column < Number(length) * scale; column += 1) {
        pixels.fill(0, (top * width + left + column) * 4, (top * width + left + column) * 4 + 3);
      }
    }
  }
  return { pixels, width };
}

t.test("a decoder reads the text back from the drawn code", async (t) => {
  for (const text of [
    "https://thuis.thuisinlog.example/start#7K3M9QXR2VBN",
    "http://localhost:3000/start#000000000000",
    `https://${"a".repeat(60)}.example/start#ZZZZZZZZZZZZ`,
  ]) {
    const { pixels, width } = drawn(qrCodeOf(text));
    t.equal(jsQr.default(pixels, width, width)?.data, text);
  }
});

t.test("the path contains only runs of dark modules inside the code", async (t) => {
  const { size, path } = qrCodeOf("https://thuis.thuisinlog.example/start#7K3M9QXR2VBN");
  t.match(path, /^(M\d+ \d+h\d+v1h-\d+z)+$/);
  t.ok(path.startsWith("M0 0h7v1h-7z"), "the finder pattern is at the edge");
  for (const [, x, y, length, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
    t.equal(length, back);
    t.ok(Number(x) + Number(length) <= size && Number(y) < size);
  }
});
