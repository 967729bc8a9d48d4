// Other processes of the benchmark: each answers questions, so that no side of a comparison shares a
// thread with the process that measures.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

type Reply = { readonly id: number } & (
  | { readonly answer: unknown }
  | { readonly validationError: string }
  | { readonly isThere: true }
);

export interface Program<Question, Answer> {
  /** Process id. */
  readonly id: number;
  /** Rejects with the error of the program, or when it has ended. */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts a program of `programs/` and resolves when it answers. */
export async function startProgram<Question, Answer>(
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Program<Question, Answer>> {
  const path = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  const child = fork(path, { env: { ...process.env, ...env }, stdio: "inherit" });
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => {});
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => gone.reject(new Error(`The program ${name} has ended.`)));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const ready = Promise.withResolvers<void>();
  child.on("message", (reply: Reply) => {
    if ("isThere" in reply) return ready.resolve();
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("validationError" in reply) asked?.reject(new Error(`${name}: ${reply.validationError}`));
    else asked?.resolve(reply.answer);
  });
  await Promise.race([ready.promise, gone.promise]);

  let lastId = 0;
  return {
    id: child.pid ?? Number.NaN,
    ask: async (question) => {
      lastId += 1;
      const id = lastId;
      const asked = Promise.withResolvers<unknown>();
      waiting.set(id, asked);
      child.send({ id, question });
      return (await Promise.race([asked.promise, gone.promise])) as Answer;
    },
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Makes this process a program: it answers until its parent process ends. */
export function answerQuestions<Question, Answer>(
  answer: (question: Question) => Promise<Answer>,
): void {
  const send = (reply: Reply) => process.send?.(reply);
  process.on("message", ({ id, question }: { id: number; question: Question }) => {
    answer(question).then(
      (answer) => send({ id, answer }),
      (error) =>
        send({ id, validationError: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on("disconnect", () => process.exit());
  send({ id: 0, isThere: true });
}
