// Streams the elements of an XML document as they close, so that a long list needs the memory of
// one element. Rejects DOCTYPE, so there are no entities beside the five of XML and no external
// resources.

import { SaxesParser, type SaxesTagPlain } from "saxes";
import { invalidRequest, type ServiceError } from "../domain/errors.ts";
import { say } from "../domain/messages/messages.ts";
import { rosterLimits } from "../domain/roster/text.ts";
import { readXmlText } from "./xml-text.ts";

/** Names of the elements to read, nested; repeatable elements end in `[]`. */
export interface XmlShape {
  readonly [name: string]: XmlShape;
}

export interface XmlElement {
  readonly name: string;
  /** From the root, as in `/EDEX/leerlingen/leerling[3]`. */
  readonly path: string;
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Children in the shape that no handler received. */
  readonly children: readonly XmlElement[];
  /** At most `xmlTextMax` + 1 UTF-16 units; the rest of a longer text is dropped. */
  readonly text: string;
}

/** The longest text in an element that is read, white space included. */
export const xmlTextMax = 2_000;

/**
 * Handlers that receive elements of one kind when they close; these elements are not kept as
 * children.
 */
export type XmlTakers = Readonly<Record<string, (element: XmlElement) => void>>;

interface OpenElement extends XmlElement {
  readonly kind: string;
  readonly shape: XmlShape;
  readonly children: XmlElement[];
  readonly counts: Map<string, number>;
  text: string;
}

const { entriesMax } = rosterLimits;
const depthMax = 64;
const attributesMax = 64;

/**
 * Reads a document and passes each closed element to the handler of its kind (its path without
 * numbers). Ignores elements outside the shape with their content. Throws `invalid-request` for
 * malformed XML or another root; its pointers and details contain nothing of the file.
 */
export async function readXmlElements(
  chunks: AsyncIterable<Uint8Array>,
  shape: XmlShape,
  takers: XmlTakers,
): Promise<void> {
  const parser = new SaxesParser();
  const root = startElement({ name: "", path: "", kind: "", line: 1, attributes: {}, shape });
  const opened: OpenElement[] = [root];
  let passedOver = 0;
  let attributeCount = 0;
  let isAtEnd = false;

  const top = () => opened.at(-1) ?? root;
  const refused = (detail: string): ServiceError =>
    invalidRequest([{ pointer: top().path, detail, line: parser.line }]);

  function opens({ name, attributes }: SaxesTagPlain): void {
    if (opened.length + passedOver > depthMax) throw refused(say("xml-too-deep"));
    const parent = top();
    const isMany = Object.hasOwn(parent.shape, `${name}[]`);
    const ofName = `${name}${isMany ? "[]" : ""}`;
    if (passedOver > 0 || !Object.hasOwn(parent.shape, ofName)) {
      if (parent === root) throw refused(say("edexml-root"));
      passedOver += 1;
      return;
    }
    const count = (parent.counts.get(name) ?? 0) + 1;
    parent.counts.set(name, count);
    if (count > entriesMax) throw refused(say("xml-too-many", { max: entriesMax }));
    opened.push(
      startElement({
        name,
        path: `${parent.path}/${name}${isMany ? `[${count}]` : ""}`,
        kind: `${parent.kind}/${name}`,
        line: parser.line,
        attributes,
        shape: parent.shape[ofName] ?? {},
      }),
    );
  }

  function closes(): void {
    if (passedOver > 0) {
      passedOver -= 1;
      return;
    }
    const element = opened.pop();
    if (!element) return;
    const take = takers[element.kind];
    if (take) take(element);
    else top().children.push(element);
  }

  const adds = (text: string) => {
    const element = top();
    const room = xmlTextMax + 1 - element.text.length;
    if (passedOver === 0 && room > 0) element.text += text.slice(0, room);
  };
  parser.on("opentagstart", () => {
    attributeCount = 0;
  });
  parser.on("attribute", () => {
    attributeCount += 1;
    if (attributeCount > attributesMax) throw refused(say("xml-attributes"));
  });
  parser.on("opentag", opens);
  parser.on("closetag", closes);
  parser.on("text", adds);
  parser.on("cdata", adds);
  parser.on("doctype", () => {
    throw refused(say("xml-doctype"));
  });
  parser.on("error", () => {
    throw refused(say(isAtEnd ? "xml-incomplete" : "xml-malformed"));
  });

  for await (const text of readXmlText(chunks)) parser.write(text);
  isAtEnd = true;
  parser.close();
}

function startElement(start: Omit<OpenElement, "children" | "counts" | "text">): OpenElement {
  return { ...start, children: [], counts: new Map(), text: "" };
}
