// An OpenAPI document on the wire: compact, and compressed once for all requests.
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

const compressors = {
  br: (text: string) =>
    // The best quality takes a second, and saves little more.
    promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (text: string) => promisify(gzip)(text, { level: 9 }),
} as const;
type Encoding = keyof typeof compressors;
const encodings = Object.keys(compressors) as Encoding[];

/** Sends the document in the content encoding that the caller prefers. */
export type SendDocument = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Returns a function that sends a document; `read` returns it once the app is ready. */
export function createDocumentSender(read: () => object): SendDocument {
  const compressed = new Map<Encoding, Promise<Buffer>>();
  let text: string | undefined;

  return async (request, reply) => {
    text ??= JSON.stringify(read());
    reply.type("application/json").header("Vary", "Accept-Encoding");
    const encoding = preferredBy(request);
    if (encoding === undefined) return reply.serializer(String).send(text);
    const body = compressed.get(encoding) ?? compressors[encoding](text);
    compressed.set(encoding, body);
    return reply.header("Content-Encoding", encoding).send(await body);
  };
}

function preferredBy(request: FastifyRequest): Encoding | undefined {
  const preferred = request.accepts().encoding([...encodings, "identity"]);
  return encodings.find((encoding) => encoding === preferred);
}
