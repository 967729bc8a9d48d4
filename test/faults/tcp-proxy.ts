// A wire that misbehaves on command, between the service and what it stands on.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Transform } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/**
 * `pass`: as if it were not there. `stall`: takes everything and passes nothing on, without a word.
 * `refuse`: nobody gets through any more. With `delayMs` each piece arrives so much later.
 */
export type Wire = "pass" | "stall" | "refuse" | { readonly delayMs: number };

export interface TcpProxy {
  readonly port: number;
  /** From now on, also for connections that are open. */
  behave(wire: Wire): void;
  /** Breaks all that are open: with a goodbye, or as a machine that has lost its power. */
  cut(how?: "end" | "reset"): void;
}

/** In front of a port of this machine, until the end of the test. */
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
