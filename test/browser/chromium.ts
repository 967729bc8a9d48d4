// Uses the browser of the machine; nothing is downloaded.
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

/** Path of the browser: `CHROMIUM_PATH`, or one of the usual places. */
function findChromium(): string | undefined {
  const given = process.env["CHROMIUM_PATH"];
  return (given ? [given] : usualPaths).find((path) => existsSync(path));
}

/** Starts it without a window. Throws an Error with instructions if there is none. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) {
    throw new Error(
      "The browser tests need Chromium: install it, or set CHROMIUM_PATH to its path.",
    );
  }
  // Chromium refuses to run as root inside its sandbox.
  return await chromium.launch({ executablePath, chromiumSandbox: userInfo().uid !== 0 });
}
