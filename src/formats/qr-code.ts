import encodeQr from "qr";

export interface QrCode {
  /** Width and height in modules, without the white border that a reader needs. */
  readonly size: number;
  /** The dark modules as the `d` of an SVG path, one unit a module. */
  readonly path: string;
}

/** White modules on each side that a reader needs (ISO/IEC 18004). */
export const qrQuietZone = 4;

/** The library draws at least this border. */
const drawnBorder = 1;

/** Encodes a text with error correction M: still legible when 15 % of the paper is stained. */
export function qrCodeOf(text: string): QrCode {
  const drawn = encodeQr(text, "raw", { ecc: "medium", border: drawnBorder });
  const rows = drawn
    .slice(drawnBorder, -drawnBorder)
    .map((row) => row.slice(drawnBorder, -drawnBorder));
  return { size: rows.length, path: rows.map(runsOf).join("") };
}

/** Joins neighbouring modules, so that no printer shows seams between them. */
function runsOf(row: readonly boolean[], y: number): string {
  let runs = "";
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue;
    let end = x;
    while (row[end]) end += 1;
    runs += `M${x} ${y}h${end - x}v1h${x - end}z`;
    x = end;
  }
  return runs;
}
