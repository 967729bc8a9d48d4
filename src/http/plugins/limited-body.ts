import type { IncomingMessage } from "node:http";
import { ServiceError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";

/** Default body limit of an operation. */
export const bodyBytesMax = 16 * 1024;

/** Collects all bytes of a body in a transferable buffer. Throws as `readBody` does. */
export async function collectBody(
  body: IncomingMessage,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readBody(body, bytesMax)) {
    chunks.push(chunk);
    length += chunk.length;
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/**
 * Yields the bytes of a body as they arrive. After an early stop it still drains the body, because
 * a caller whose connection breaks reads no response. Throws `content-too-large` beyond the limit,
 * `invalid-request` for an incomplete body.
 */
export async function* readBody(
  body: IncomingMessage,
  bytesMax: number,
): AsyncGenerator<Uint8Array> {
  if (Number(body.headers["content-length"]) > bytesMax) throw tooLarge();
  const chunks = body.iterator({ destroyOnReturn: false });
  let bytes = 0;

  async function next(): Promise<Uint8Array | undefined> {
    const { value } = await chunks.next().catch((cause: unknown) => {
      throw new ServiceError("invalid-request", say("request-incomplete"), { cause });
    });
    bytes += value?.length ?? 0;
    if (bytes > bytesMax) throw tooLarge();
    return value;
  }

  let chunk = await next();
  try {
    for (; chunk; chunk = await next()) yield chunk;
  } finally {
    while (chunk) chunk = await next();
  }
}

function tooLarge(): ServiceError {
  return new ServiceError("content-too-large", say("body-too-large"));
}
