// The server of a portal that fails in many ways, with real TLS on the loopback address.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Test } from "tap";
import type { Environment } from "../../integration/service-process.ts";
import type { Chance } from "../scale.ts";
import { selfSigned } from "./certificate.ts";
import { portalHost } from "./host.ts";

/** A notice with a right signature. */
export interface SignedNotice {
  readonly id: string;
  /** Seconds since 1970. */
  readonly sentAt: number;
  readonly body: string;
}

export interface PortalServer {
  readonly url: string;
  /** In the order of arrival. */
  readonly notices: readonly SignedNotice[];
  /** Those that the portal answered with 204. */
  readonly accepted: readonly SignedNotice[];
  /** Requests without a right signature, or to a server with an untrusted certificate. */
  readonly wrong: readonly string[];
  /** Number of connections for each behaviour. */
  readonly counts: Readonly<Record<string, number>>;
  /** Sets the secret of the signatures; requests wait for it. */
  setSecret(secret: string): void;
  /** From now on every connection gets 204; those that hang are closed. */
  recover(): void;
}

type Respond = (response: ServerResponse, request: IncomingMessage) => unknown;

/** More than the service reads. */
const largeAnswer = "x".repeat(100_000);

const onConnect = {
  "reset at connect": (socket: Socket) => void socket.resetAndDestroy(),
  "no handshake": (socket: Socket) => void socket.end("this is no handshake\r\n"),
} as const;

const onRequest: Readonly<Record<string, Respond>> = {
  "500": (response) => response.writeHead(500).end("out of order"),
  "503": (response) => response.writeHead(503, { "Retry-After": "1" }).end(),
  "404": (response) => response.writeHead(404).end(),
  redirect: (response) => response.writeHead(307, { Location: "/elsewhere" }).end(),
  "too large": (response) => response.writeHead(200).end(largeAnswer),
  "reset after the request": (_response, request) => request.socket.destroy(),
  "reset in the answer": (response, request) => {
    response.writeHead(200, { "Content-Length": 10 }).write("half", () => request.socket.destroy());
  },
};

const untrusted = "untrusted certificate";
const hangAtConnect = "hang at connect";
const failures: readonly string[] = [
  ...Object.keys(onConnect),
  ...Object.keys(onRequest),
  untrusted,
  hangAtConnect,
  "hang after the request",
];
const acceptedShare = 0.5;

/** Starts the server; `env` lets replicas reach and trust it. */
export async function startPortalServer(
  t: Test,
  chance: Chance,
): Promise<PortalServer & { readonly env: Environment }> {
  const trusted = selfSigned(portalHost);
  const notices: SignedNotice[] = [];
  const accepted: SignedNotice[] = [];
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  const behaviourOf = new Map<number | undefined, string>();
  const open = new Set<Socket>();
  let isWell = false;
  const secret = Promise.withResolvers<string>();

  function draw(): string {
    if (isWell || chance.happens(acceptedShare)) return "204";
    return failures[chance.below(failures.length)] ?? "204";
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return; // The replica was killed.
    const notice = verify(await secret.promise, request, body);
    if (!notice) return void wrong.push(`signature of ${body}`);
    notices.push(notice);
    const behaviour = behaviourOf.get(request.socket.remotePort) ?? "";
    if (behaviour === "204") response.writeHead(204).end(() => accepted.push(notice));
    else onRequest[behaviour]?.(response, request);
  }

  const owner = createHttpsServer(trusted, (request, response) => void receive(request, response));
  const impostor = createHttpsServer(selfSigned(portalHost), () => wrong.push(untrusted));
  // A replica that was killed, or that rejects the certificate.
  for (const https of [owner, impostor]) https.on("tlsClientError", () => {});
  const front = createServer((socket) => {
    const behaviour = draw();
    counts[behaviour] = (counts[behaviour] ?? 0) + 1;
    const port = socket.remotePort;
    behaviourOf.set(port, behaviour);
    open.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => {
      open.delete(socket);
      behaviourOf.delete(port);
    });
    const disrupt = onConnect[behaviour as keyof typeof onConnect];
    if (disrupt) disrupt(socket);
    else if (behaviour === untrusted) impostor.emit("connection", socket);
    else if (behaviour !== hangAtConnect) owner.emit("connection", socket);
  });
  await once(front.listen(0, "127.0.0.1"), "listening");
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const folder = await mkdtemp(join(tmpdir(), "thuisinlog-portal-"));
  const certificatePath = join(folder, "portal.pem");
  await writeFile(certificatePath, trusted.cert);
  t.teardown(async () => {
    cut();
    await new Promise((closed) => front.close(closed));
    await rm(folder, { recursive: true, force: true });
  });
  const { port } = front.address() as AddressInfo;
  return {
    url: `https://${portalHost}:${port}/hook`,
    notices,
    accepted,
    wrong,
    counts,
    setSecret: secret.resolve,
    recover: () => {
      isWell = true;
      cut();
    },
    env: {
      NODE_EXTRA_CA_CERTS: certificatePath,
      NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --import ${new URL("network.ts", import.meta.url)}`,
    },
  };
}

/** Checks the signature of a request (Standard Webhooks, version 1). */
function verify(
  secret: string,
  { headers }: IncomingMessage,
  body: string,
): SignedNotice | undefined {
  const [id, sentAt] = [`${headers["webhook-id"]}`, `${headers["webhook-timestamp"]}`];
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${sentAt}.${body}`).digest("base64");
  if (headers["webhook-signature"] !== `v1,${signature}`) return undefined;
  return { id, sentAt: Number(sentAt), body };
}
