// The server of a portal, which answers as a test wants and checks every signature.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Test } from "tap";

export interface ReceivedNotice {
  readonly id: string;
  readonly isSigned: boolean;
  readonly body: {
    readonly type: string;
    readonly timestamp: string;
    readonly data: { readonly cursor: string };
  };
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export async function startWebhookReceiver(t: Test) {
  const state = {
    notices: [] as ReceivedNotice[],
    secret: "",
    answer: ((response) => response.writeHead(204).end()) as Answer,
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const header = (name: string) => `${request.headers[name]}`;
    const key = Buffer.from(state.secret.replace("whsec_", ""), "base64");
    const signed = `${header("webhook-id")}.${header("webhook-timestamp")}.${text}`;
    const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
    state.notices.push({
      id: header("webhook-id"),
      isSigned: header("webhook-signature") === expected,
      body: text === "" ? {} : JSON.parse(text),
    });
    state.answer(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=geheim-in-de-url`,
  });
}
