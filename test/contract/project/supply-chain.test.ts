// Packages and images that the service uses, and install scripts that may run.
import { globSync, readFileSync } from "node:fs";
import t from "tap";
import { parse } from "yaml";

interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const manifest = JSON.parse(read("package.json"));
const lock = JSON.parse(read("package-lock.json"));
const { "": root, ...locked }: Record<string, LockedPackage> = lock.packages;
const packages = Object.entries(locked);
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + 13);

t.test("every package is locked to its content by SHA-512", async (t) => {
  t.ok(packages.length > 0);
  const unheld = packages.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"));
  t.strictSame(
    unheld.map(([path]) => path),
    [],
  );
});

t.test("every package comes from the npm registry", async (t) => {
  const registry = "https://registry.npmjs.org/";
  const elsewhere = packages.filter(
    // Without a URL npm uses its configured registry; the hash still locks the content.
    ([, { resolved = registry }]) => !resolved.startsWith(registry),
  );
  t.strictSame(
    elsewhere.map(([path]) => path),
    [],
  );
  t.notMatch(read(".npmrc"), /registry/);
});

t.test("a package has an exact version, never a range", async (t) => {
  for (const [name, version] of Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
  })) {
    t.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, name);
    t.equal(locked[`node_modules/${name}`]?.version, version, name);
  }
});

t.test("the image has every package whose code the service loads", async (t) => {
  const root = new URL("../../../", import.meta.url);
  // The development start has packages of its own.
  const files = globSync("src/**/*.ts", { cwd: root, exclude: ["src/development/**"] });
  t.ok(files.length > 300);
  const pattern =
    /(?:^import (?!type\b)(?:[^;"]*\sfrom )?|\bimport\()"((?:@[\w-]+\/)?[\w-]+)(?:\/[^"]*)?"/gm;
  const loaded = files.flatMap((file) =>
    [...read(file).matchAll(pattern)].map(([, name = ""]) => ({ file, name })),
  );
  t.ok(loaded.length > 50);
  t.strictSame(
    loaded.filter(({ name }) => !(name in manifest.dependencies)),
    [],
  );
});

t.test("every package with an install script is on the allow-list", async (t) => {
  const withScript = packages.filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = new Set(withScript.map(([path]) => nameOf(path)));
  t.strictSame(Object.keys(manifest.allowScripts).sort(), [...names].sort());
  t.ok(
    withScript.every(([, { dev }]) => dev),
    "none is in the image, which runs no install scripts",
  );
});

t.test("dependency updates cover npm, Docker and Compose", async (t) => {
  const { updates } = parse(read(".github/dependabot.yml"));
  const ecosystems = updates.map((update: Record<string, unknown>) => update["package-ecosystem"]);
  t.strictSame(ecosystems.sort(), ["docker", "docker-compose", "npm"]);
});

t.test("every image has a version", async (t) => {
  const { services } = parse(read("docker-compose.yml"));
  const images = [
    ...read("Dockerfile").matchAll(/^FROM (\S+)/gm),
    ...Object.values<{ image?: string }>(services).map(({ image }) => ["", image]),
  ].flatMap(([, image]) => (image === undefined ? [] : [image]));
  t.ok(images.length > 3);
  for (const image of images) t.match(image, /:v?\d+\.\d+/, image);
});
