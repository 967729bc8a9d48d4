// The container engine of this machine, Docker or Podman, and its compose.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

interface Engine {
  readonly program: string;
  readonly compose: readonly string[];
  /** Exits with 0 when the container is healthy. */
  readonly health: (container: string) => readonly string[];
  readonly isHealthy: (output: string) => boolean;
}

const docker: Omit<Engine, "compose"> = {
  program: "docker",
  health: (container) => ["inspect", "--format", "{{.State.Health.Status}}", container],
  isHealthy: (output) => output.trim() === "healthy",
};
/** Podman checks the health by a timer of systemd, which not every machine has; so it is asked for. */
const podman: Omit<Engine, "compose"> = {
  program: "podman",
  health: (container) => ["healthcheck", "run", container],
  isHealthy: () => true,
};

const engines: readonly Engine[] = [
  { ...docker, compose: ["docker", "compose"] },
  { ...docker, compose: ["docker-compose"] },
  { ...podman, compose: ["podman", "compose"] },
  { ...podman, compose: ["podman-compose"] },
];

/** Containers, volumes and network of the test, apart from those of `docker compose up`. */
const project = "thuisinlog-test";
/** Podman's own format of images has no health check. */
const env = { ...process.env, BUILDAH_FORMAT: "docker" };

export type Containers = Awaited<ReturnType<typeof findEngine>>;

/** Returns the first engine that works, for docker-compose.yml in `cwd`. Throws when there is none. */
export async function findEngine(cwd: URL) {
  const run = promisify(execFile);
  const ask = async (command: readonly string[]) => {
    const [program = "", ...args] = command;
    return (await run(program, args, { cwd, env })).stdout;
  };
  const works = async ({ program, compose }: Engine) => {
    try {
      await ask([program, "info"]);
      await ask([...compose, "version"]);
      return true;
    } catch {
      return false;
    }
  };

  async function first(): Promise<Engine> {
    for (const engine of engines) if (await works(engine)) return engine;
    throw new Error("Neither Docker nor Podman works here, or it has no compose.");
  }

  const engine = await first();
  const compose = (args: readonly string[]) => [...engine.compose, "-p", project, ...args];
  async function container(service: string): Promise<string> {
    const labels = { project, service };
    const filters = Object.entries(labels).flatMap(([name, value]) => [
      "--filter",
      `label=com.docker.compose.${name}=${value}`,
    ]);
    return (await ask([engine.program, "ps", "--all", "--quiet", ...filters])).trim();
  }

  // Without compose, because podman-compose prints its own lines on standard output.
  const commandOfCli = async () => {
    const service = await container("thuisinlog");
    return [engine.program, "exec", service, "node", "src/cli/main.ts"];
  };

  return {
    /** The command of the engine's compose. */
    name: engine.compose.join(" "),
    /** Runs a command of compose, with its output on this terminal. */
    async compose(...args: string[]): Promise<void> {
      const [program = "", ...rest] = compose(args);
      const child = spawn(program, rest, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
      const [code] = await once(child, "close");
      if (code !== 0) throw new Error(`${program} ${rest.join(" ")} ended with ${code}.`);
    },
    container,
    /** Runs an operator command in the container of the service, and returns its JSON. */
    async cli(...args: string[]) {
      return JSON.parse(await ask([...(await commandOfCli()), ...args, "--json"]));
    },
    /** The start of an operator command, for a shell. */
    cliCommand: async () => (await commandOfCli()).join(" "),
    async isHealthy(container: string): Promise<boolean> {
      return await ask([engine.program, ...engine.health(container)]).then(
        engine.isHealthy,
        () => false,
      );
    },
    /** Returns one field of `inspect`, in the language of Go templates. */
    inspect: async (container: string, field: string) =>
      (await ask([engine.program, "inspect", "--format", `{{${field}}}`, container])).trim(),
    /** Runs a command in a container; rejects when it fails. */
    exec: (container: string, ...command: string[]) =>
      ask([engine.program, "exec", container, ...command]),
    logs: (container: string) => ask([engine.program, "logs", container]),
  };
}
