// Stands in for publishers without a real URL, in a development start: a website that receives launches.
import { readFile } from "node:fs/promises";
import formbody from "@fastify/formbody";
import Fastify, { type FastifyInstance } from "fastify";
import { explainListenError, publisherPortOf } from "../../app/ports.ts";
import { isPublisherKey, type Publisher } from "../../domain/school/publisher.ts";
import { createLaunchCheck } from "./launch-check.ts";
import { aboutPage, acceptedPage, rejectedPage } from "./pages.ts";

export interface PublisherStandIn {
  readonly url: string;
  /** Returns the launch URL of a publisher: its own, or one of this website in place of a reserved domain. */
  launchUrlOf(publisher: Publisher): string;
  /** Closes open connections. Idempotent. */
  stop(): Promise<void>;
}

interface StandInOptions {
  /** 0: any free port. */
  readonly port: number;
  /** The public URL of the service. */
  readonly issuer: string;
  /** Resolves when the service has started. */
  readonly service: Promise<{
    /** The URL on which it listens. */
    readonly url: string;
    listPublishers(): Promise<readonly Publisher[]>;
  }>;
}

/** A reserved domain (RFC 2606), as that of every publisher until the operator sets a URL. */
const reservedHost = /\.example$/;
const bodyBytesMax = 16 * 1024;
const headers = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Starts the website on 127.0.0.1. Throws an Error that names PUBLISHER_PORT when its port is taken. */
export async function startPublisherStandIn(options: StandInOptions): Promise<PublisherStandIn> {
  const app = Fastify({ bodyLimit: bodyBytesMax, forceCloseConnections: true });
  await app.register(formbody);
  app.addHook("onSend", async (_request, reply) => void reply.headers(headers));
  addRoutes(app, options);
  const use = publisherPortOf(options.port);
  const url = await app.listen({ host: use.host, port: use.port }).catch((error: unknown) => {
    throw explainListenError(error, use);
  });

  let stopped: Promise<void> | undefined;
  return {
    url,
    launchUrlOf: ({ key, launchUrl }) =>
      reservedHost.test(new URL(launchUrl).hostname) ? `${url}/${key}/launch` : launchUrl,
    stop: () => {
      stopped ??= app.close();
      return stopped;
    },
  };
}

function addRoutes(app: FastifyInstance, { issuer, service }: StandInOptions): void {
  const backUrl = `${issuer}/`;
  const started = service.then(({ url, listPublishers }) => {
    const keysUrl = `${url}/.well-known/jwks.json`;
    return { keysUrl, listPublishers, check: createLaunchCheck({ issuer, keysUrl }).check };
  });
  started.catch(() => {}); // A start that fails is reported by the service.

  app.get("/", async (_request, reply) => reply.type("text/html").send(aboutPage()));

  app.get("/style.css", async (_request, reply) => {
    const style = await readFile(new URL("style.css", import.meta.url));
    return await reply.type("text/css").send(style);
  });

  app.post<{ Params: { key: string }; Body: Record<string, unknown> | undefined }>(
    "/:key/launch",
    async ({ params: { key }, body }, reply) => {
      const { check, keysUrl, listPublishers } = await started;
      const publisher = isPublisherKey(key)
        ? (await listPublishers()).find((one) => one.key === key)
        : undefined;
      if (!publisher) return await reply.callNotFound();
      const sent = body?.["token"];
      const token = typeof sent === "string" ? sent : "";
      const launch = await check(token, key);
      reply.type("text/html");
      if (!launch.accepted) {
        return await reply.code(400).send(rejectedPage(publisher.name, launch.reason, backUrl));
      }
      const { header, claims } = launch;
      const received = { publisherKey: key, publisherName: publisher.name, token, header, claims };
      return await reply.send(acceptedPage({ ...received, keysUrl, backUrl }));
    },
  );
}
