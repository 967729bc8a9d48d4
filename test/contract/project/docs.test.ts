// Rules for the documentation: short README, no dead link, every page reachable.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import t from "tap";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const pages = [
  ...globSync("*.md", { cwd: root }),
  ...globSync("docs/**/*.md", { cwd: root }),
].sort();

interface Link {
  readonly from: string;
  readonly path: string;
  readonly fragment: string;
}

/** Links to files of the repository, outside code blocks. */
function linksOf(page: string): Link[] {
  const text = read(page).replace(/```.*?```/gs, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = "", fragment = ""] = target.split("#");
    return [
      { from: page, path: path === "" ? page : normalize(join(dirname(page), path)), fragment },
    ];
  });
}

/** The fragment that GitHub gives a heading. */
const fragmentOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

t.test("README has at most 600 words", async (t) => {
  const words = read("README.md").split(/\s+/).filter(Boolean).length;
  t.ok(words <= 600, `${words}`);
});

t.test("every link leads to a file and a heading that exist", async (t) => {
  const links = pages.flatMap(linksOf);
  t.ok(links.length > 20);
  const dead = links.filter(({ path, fragment }) => {
    if (!existsSync(new URL(path, root))) return true;
    if (fragment === "" || !path.endsWith(".md")) return false;
    const headings = [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
    return !headings.map(fragmentOf).includes(fragment);
  });
  t.strictSame(
    dead.map(({ from, path, fragment }) => `${from} links to ${path}#${fragment}`),
    [],
  );
});

t.test("every file of the project that a page names exists", async (t) => {
  // The changelog names files of earlier versions.
  const named = pages
    .filter((page) => page !== "CHANGELOG.md")
    .flatMap((page) =>
      [...read(page).matchAll(/`((?:src|test|migrations|openapi)\/[\w./-]+)`/g)].map(
        ([, path = ""]) => ({ page, path }),
      ),
    );
  t.ok(named.length > 50);
  const missing = named.filter(({ path }) => !existsSync(new URL(path, root)));
  t.strictSame(
    missing.map(({ page, path }) => `${page} names ${path}`),
    [],
  );
});

t.test("every page of docs can be reached from README", async (t) => {
  const reached = new Set<string>();
  const queue = ["README.md"];
  for (const page of queue) {
    if (reached.has(page) || !page.endsWith(".md") || !pages.includes(page)) continue;
    reached.add(page);
    queue.push(...linksOf(page).map(({ path }) => path));
  }
  t.strictSame(
    pages.filter((page) => page.startsWith("docs/") && !reached.has(page)),
    [],
  );
});
