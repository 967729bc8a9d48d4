// The browser that is on the machine; none is downloaded.
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { type Browser, chromium } from "playwright-core";

const usualPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Starts Chromium without a window. Throws a sentence on what to do where there is none. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findChromium(),
    // Chromium refuses to run as root within its sandbox.
    chromiumSandbox: userInfo().uid !== 0,
  });
}

function findChromium(): string {
  const given = process.env["CHROMIUM_PATH"];
  const path = given ? [given].find(existsSync) : usualPaths.find(existsSync);
  if (path) return path;
  throw new Error(
    given
      ? `There is no Chromium at ${given}, where CHROMIUM_PATH says it is.`
      : "The browser tests need Chromium: install it, or say with CHROMIUM_PATH where it is.",
  );
}
