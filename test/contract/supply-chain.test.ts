// What may come into the service from elsewhere, and what of it may run while it is installed.
import { readFileSync } from "node:fs";
import t from "tap";
import { parse } from "yaml";

interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const manifest = JSON.parse(read("package.json"));
const lock = JSON.parse(read("package-lock.json"));
const { "": root, ...locked }: Record<string, LockedPackage> = lock.packages;
const packages = Object.entries(locked);
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + 13);

t.test("every package is held to its contents, by a hash of today's strength", async (t) => {
  t.ok(packages.length > 0);
  const unheld = packages.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"));
  t.same(
    unheld.map(([path]) => path),
    [],
  );
});

t.test("every package comes from the registry of npm", async (t) => {
  const registry = "https://registry.npmjs.org/";
  const elsewhere = packages.filter(
    // Without an address it is the registry that npm is set to, and its hash holds it all the same.
    ([, { resolved = registry }]) => !resolved.startsWith(registry),
  );
  t.same(
    elsewhere.map(([path]) => path),
    [],
  );
  t.notMatch(read(".npmrc"), /registry/);
});

t.test("a package is one version and never a range", async (t) => {
  for (const [name, version] of Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
  })) {
    t.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, name);
    t.equal(locked[`node_modules/${name}`]?.version, version, name);
  }
});

t.test(
  "of each package that runs something while it is installed somebody has said so",
  async (t) => {
    const withScript = packages.filter(([, { hasInstallScript }]) => hasInstallScript);
    const names = new Set(withScript.map(([path]) => nameOf(path)));
    t.same(Object.keys(manifest.allowScripts).sort(), [...names].sort());
    t.ok(
      withScript.every(([, { dev }]) => dev),
      "and none is in the image, which runs no scripts",
    );
  },
);

t.test("updates are looked for in everything that comes from elsewhere", async (t) => {
  const { updates } = parse(read(".github/dependabot.yml"));
  const ecosystems = updates.map((update: Record<string, unknown>) => update["package-ecosystem"]);
  t.same(ecosystems.sort(), ["docker", "docker-compose", "npm"]);
});

t.test("no image is whatever is newest", async (t) => {
  const { services } = parse(read("docker-compose.yml"));
  const images = [
    ...read("Dockerfile").matchAll(/^FROM (\S+)/gm),
    ...Object.values<{ image?: string }>(services).map(({ image }) => ["", image]),
  ].flatMap(([, image]) => (image === undefined ? [] : [image]));
  t.ok(images.length > 3);
  for (const image of images) t.match(image, /:v?\d+\.\d+/, image);
});
