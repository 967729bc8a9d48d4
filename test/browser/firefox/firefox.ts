// Firefox of the machine, controlled by WebDriver BiDi; nothing is downloaded. Playwright, which the
// other browser tests use, needs a Firefox of its own.
import { existsSync } from "node:fs";
import puppeteer, { type Browser } from "puppeteer-core";

const usualPaths = [
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/snap/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
];

/** Path of the browser: `FIREFOX_PATH`, or one of the usual places. */
function findFirefox(): string | undefined {
  const given = process.env["FIREFOX_PATH"];
  return (given ? [given] : usualPaths).find((path) => existsSync(path));
}

/** Starts it without a window, for a user who prefers a language. Throws an Error with instructions if there is none. */
export async function launchFirefox(language: string): Promise<Browser> {
  const executablePath = findFirefox();
  if (!executablePath) {
    throw new Error("This test needs Firefox: install it, or set FIREFOX_PATH to its path.");
  }
  return await puppeteer.launch({
    browser: "firefox",
    executablePath,
    extraPrefsFirefox: { "intl.accept_languages": language },
  });
}
