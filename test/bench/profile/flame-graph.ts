import type { Frame } from "./stacks.ts";

const width = 1200;
const rowHeight = 17;
const headHeight = 44;
/** Frames with a smaller share of the samples are left out. */
const shareMin = 0.004;
const characterWidth = 6.1;
const rowsMax = 34;

/**
 * Draws a tree of call stacks as SVG. The width of a function is its share of the processor time, with the functions that
 * it calls below it.
 */
export function drawFlameGraph(root: Frame, title: string): string {
  const boxes = boxesOf(root, { x: 0, row: 0, width }, root.samples);
  const height = headHeight + (1 + Math.max(...boxes.map(({ row }) => row))) * rowHeight;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="6" y="18" font-size="15" fill="#222">${escaped(title)}</text>
<text x="6" y="36" fill="#555">Width: share of the processor time. A function is below the one that calls it.</text>
${boxes.map(draw).join("\n")}
</svg>
`;
}

interface Place {
  readonly x: number;
  readonly row: number;
  readonly width: number;
}

interface Box extends Place {
  readonly name: string;
  readonly share: number;
}

function boxesOf({ name, samples, children }: Frame, place: Place, total: number): Box[] {
  const share = samples / total;
  if (share < shareMin || place.row >= rowsMax) return [];
  const largestFirst = [...children.values()].sort((a, b) => b.samples - a.samples);
  let { x } = place;
  const inner = largestFirst.flatMap((child) => {
    const childWidth = (child.samples / total) * width;
    const boxes = boxesOf(child, { x, row: place.row + 1, width: childWidth }, total);
    x += childWidth;
    return boxes;
  });
  return [{ ...place, name, share }, ...inner];
}

function draw({ x, row, width, name, share }: Box): string {
  const y = headHeight + row * rowHeight;
  const label = `${name} ${(100 * share).toFixed(1)} %`;
  const fits = Math.max(0, Math.floor((width - 6) / characterWidth));
  const text = label.length <= fits ? label : name.slice(0, fits);
  const shown =
    text.length > 2 ? `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escaped(text)}</text>` : "";
  return `<g><title>${escaped(label)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(width - 0.5, 0.5).toFixed(1)}" height="${rowHeight - 1}" fill="hsl(${hueOf(name)} 70% 78%)"/>${shown}</g>`;
}

/** The same function has the same colour everywhere. */
function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + character.charCodeAt(0)) % 360;
  return sum;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
