// A mail server that accepts everything immediately and stores nothing, so that the sender is measured.
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { answerQuestions } from "../program.ts";

const dataEnd = "\r\n.\r\n";
const arrivals: number[] = [];
const watchers = new Set<() => void>();

function serve(socket: Socket): void {
  let inData = false;
  let text = "";
  const say = (line: string) => socket.write(`${line}\r\n`);
  socket.setNoDelay().on("error", () => {});
  say("220 sink.example ESMTP");
  socket.on("data", (data) => {
    text += data.toString("latin1");
    for (;;) {
      const end = text.indexOf(inData ? dataEnd : "\r\n");
      if (end < 0) return;
      const line = text.slice(0, end);
      text = text.slice(end + (inData ? dataEnd.length : 2));
      if (inData) {
        inData = false;
        arrivals.push(performance.now());
        for (const watch of watchers) watch();
        say("250 2.0.0 Taken");
      } else if (/^DATA/i.test(line)) {
        inData = true;
        say("354 Go on");
      } else if (/^QUIT/i.test(line)) {
        socket.end("221 Bye\r\n");
        return;
      } else {
        say("250 2.1.0 Good");
      }
    }
  });
}

const server = createServer(serve).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Returns mails a second, from the first to the last of `count` mails. */
async function arrived(count: number): Promise<number> {
  arrivals.length = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const watch = () => arrivals.length >= count && resolve();
  watchers.add(watch);
  await promise;
  watchers.delete(watch);
  const [first = 0] = arrivals;
  return (1000 * (count - 1)) / ((arrivals[count - 1] ?? 0) - first);
}

export type SinkQuestion = "url" | { readonly count: number };

answerQuestions(async (question: SinkQuestion) =>
  question === "url" ? url : await arrived(question.count),
);
