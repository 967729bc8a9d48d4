// Transfer of a parsed upload from the parsing thread: its long lists become JSON in blocks, which
// are moved without a copy and parsed one at a time, so that other requests are served in between.
import { setImmediate } from "node:timers/promises";

export interface Blocks {
  readonly values: Readonly<Record<string, unknown>>;
  readonly lists: Readonly<Record<string, readonly Uint8Array<ArrayBuffer>[]>>;
}

/** JSON of this length is parsed in a few milliseconds. */
const blockLengthMax = 256 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Converts every array property to blocks. */
export function toBlocks(parsed: object): Blocks {
  const lists: Record<string, Uint8Array<ArrayBuffer>[]> = {};
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parsed)) {
    if (Array.isArray(value)) lists[name] = blocksOf(value);
    else values[name] = value;
  }
  return { values, lists };
}

/** Returns the buffers of all blocks, to be transferred. */
export function buffersOf({ lists }: Blocks): ArrayBuffer[] {
  return Object.values(lists).flatMap((blocks) => blocks.map(({ buffer }) => buffer));
}

/** Restores the input of `toBlocks`, without properties that are `undefined`. */
export async function fromBlocks({ values, lists }: Blocks): Promise<object> {
  const read: Record<string, unknown[]> = {};
  for (const [name, blocks] of Object.entries(lists)) {
    const items: unknown[] = [];
    read[name] = items;
    for (const block of blocks) {
      for (const item of JSON.parse(decoder.decode(block))) items.push(item);
      await setImmediate();
    }
  }
  return { ...values, ...read };
}

function blocksOf(items: readonly unknown[]): Uint8Array<ArrayBuffer>[] {
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  let texts: string[] = [];
  let length = 0;
  const close = () => {
    if (texts.length > 0) blocks.push(encoder.encode(`[${texts.join()}]`));
    texts = [];
    length = 0;
  };
  for (const item of items) {
    const text = JSON.stringify(item);
    texts.push(text);
    length += text.length;
    if (length > blockLengthMax) close();
  }
  close();
  return blocks;
}
