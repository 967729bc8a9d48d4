import { contactPlace } from "../../domain/school/contact.ts";
import {
  type Action,
  type Block,
  contactsFor,
  type NamedContact,
  type Section,
} from "./document.ts";
import { oneLine } from "./names.ts";

const columns = 76;

/**
 * Renders the sections as plain text of at most 76 columns; a URL is alone on its line, unbroken. A
 * name cannot add a line: line breaks and control characters are removed from it.
 */
export function plainText(sections: readonly Section[]): string {
  const bodies = sections.map(({ blocks, contacts }) =>
    blocks.map((block) => blockText(block, contactsFor(block, contacts))).join("\n\n"),
  );
  return `${bodies.join(`\n\n${"-".repeat(columns)}\n\n`)}\n`;
}

function blockText(block: Block, contacts: readonly NamedContact[]): string {
  switch (block.kind) {
    case "paragraph":
    case "small":
      return wrap(withContacts(block.text, contacts));
    case "note":
      return `(${block.text})`;
    case "list":
      return [
        wrap(`${block.title}:`),
        ...block.items.map((item) => wrap(withContacts(item, contacts), "- ")),
      ].join("\n");
    case "links":
      return block.links.map(({ label, url }) => `${label}:\n${url}`).join("\n");
    case "action":
      return actionText(block);
  }
}

/** Between angle brackets, which no program takes for a part of an address (RFC 3986, appendix C). */
function withContacts(text: string, contacts: readonly NamedContact[]): string {
  const links = contacts.map(({ schoolName, contact }) =>
    schoolName === undefined ? `<${contact}>` : `${oneLine(schoolName)}: <${contact}>`,
  );
  const areNamed = contacts.some(({ schoolName }) => schoolName !== undefined);
  const all = areNamed ? `(${links.join("; ")})` : links.join("; ");
  return text.replaceAll(contactPlace, () => (all === "" ? "" : ` ${all}`));
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
