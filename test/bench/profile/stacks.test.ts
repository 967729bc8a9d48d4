import t from "tap";
import { addUp, type Frame } from "./stacks.ts";

const output = `postgres
	ffffffff816e7694 fdget
	          2e615d secure_read
	          3f74eb PostgresMain
	           10d05 main

postgres
	          2e615d secure_read
	          3f74eb PostgresMain
	           10d05 main

node-MainThread
	          3a1000 JS:*verify file:///home/build/src/security/row-token.ts:12:3
	          3a2000 LazyCompile:~ node:internal/process/task_queues:91:21
	          3a3000 uv_run
`;

t.test("samples with the same callers are added up", (t) => {
  const root = addUp(output, "PostgresMain");
  t.equal(root.samples, 3);
  const postgres = root.children.get("postgres");
  t.equal(postgres?.samples, 2);
  t.strictSame([...(postgres?.children.keys() ?? [])], ["secure_read"]);
  const read = postgres?.children.get("secure_read");
  t.strictSame([read?.samples, read?.children.get("fdget")?.samples], [2, 1]);
  t.end();
});

t.test("functions of JavaScript have a name and a file without its folder", (t) => {
  const namesBelow = ({ children }: Frame): string[] =>
    [...children.values()].flatMap((child) => [child.name, ...namesBelow(child)]);
  const names = namesBelow(addUp(output)).slice(-4);
  t.strictSame(names, [
    "node-MainThread",
    "uv_run",
    "(anonymous) task_queues",
    "verify row-token.ts",
  ]);
  t.end();
});
