// A TCP proxy that injects faults between the service and its database or mail server.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Transform } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/**
 * `pass`: forwards everything. `stall`: accepts everything and forwards nothing, silently.
 * `refuse`: rejects connections. `delayMs` delays each chunk.
 */
export type Wire = "pass" | "stall" | "refuse" | { readonly delayMs: number };

export interface TcpProxy {
  readonly port: number;
  /** Applies from now on, also to open connections. */
  behave(wire: Wire): void;
  /** Closes all open connections: with FIN, or with RST like a machine without power. */
  cut(how?: "end" | "reset"): void;
}

/** Starts a proxy in front of a port on the loopback address, until the end of the test. */
export async function startTcpProxy(
  t: { teardown(stop: () => unknown): void },
  targetPort: number,
): Promise<TcpProxy> {
  const open = new Set<Socket>();
  let wire: Wire = "pass";
  let changed = Promise.withResolvers<void>();

  async function passable(): Promise<void> {
    while (wire === "stall") await changed.promise;
    if (typeof wire === "object") await delay(wire.delayMs);
  }

  const through = () =>
    new Transform({
      transform(piece, _encoding, done) {
        passable().then(() => done(null, piece), done);
      },
    });

  const server = createServer((caller) => {
    if (wire === "refuse") return void caller.resetAndDestroy();
    const target = connect(targetPort, "127.0.0.1");
    for (const [one, other] of [
      [caller, target],
      [target, caller],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.once("close", () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(through()).pipe(other);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const cut = (how: "end" | "reset" = "reset") => {
    for (const socket of open) how === "end" ? socket.end() : socket.resetAndDestroy();
  };
  t.teardown(async () => {
    cut();
    await new Promise((closed) => server.close(closed));
  });

  return {
    port: (server.address() as AddressInfo).port,
    behave(next) {
      wire = next;
      changed.resolve();
      changed = Promise.withResolvers();
    },
    cut,
  };
}
