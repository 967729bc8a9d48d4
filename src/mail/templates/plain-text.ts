import type { Action, Block, Section } from "./document.ts";
import { oneLine } from "./names.ts";

const columns = 76;

/** The greeting and the first paragraph, which an inbox shows beside the subject. */
const blocksBeforeNote = 2;

/**
 * Renders the sections as plain text of at most 76 columns; a URL is alone on its line, unbroken. A
 * name cannot add a line: line breaks and control characters are removed from it. The note about the
 * text below stands after the first paragraph.
 */
export function plainText(sections: readonly Section[], below: string): string {
  const bodies = sections.map(({ blocks }, index) => {
    const parts = blocks.map(blockText);
    if (index === 0) parts.splice(blocksBeforeNote, 0, `(${below})`);
    return parts.join("\n\n");
  });
  return `${bodies.join(`\n\n${"-".repeat(columns)}\n\n`)}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "paragraph":
    case "small":
      return wrap(block.text);
    case "list":
      return [wrap(`${block.title}:`), ...block.items.map((item) => wrap(item, "- "))].join("\n");
    case "action":
      return actionText(block);
  }
}

function actionText({ child, label, url, note, inLanguages = [] }: Action): string {
  return [
    ...(child ? [wrap(`${oneLine(child.firstName)} (${oneLine(child.schoolName)})`)] : []),
    wrap(`${label}:`),
    url,
    ...(note ? [wrap(note)] : []),
    ...inLanguages.flatMap((link) => [`${link.name}:`, link.url]),
  ].join("\n");
}

/** Breaks at spaces only; a longer word gets its own line. */
function wrap(text: string, bullet = ""): string {
  const lines: string[] = [];
  let line = bullet.trimEnd();
  for (const word of oneLine(text).split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= columns || line === "") {
      line = longer;
    } else {
      lines.push(line);
      line = " ".repeat(bullet.length) + word;
    }
  }
  return [...lines, line].join("\n");
}
