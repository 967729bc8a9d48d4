// The service and a browser, on an origin that the browser treats as secure.
import type { Browser } from "playwright-core";
import type { Test } from "tap";
import { findFreePort } from "../../src/development/postgres/server.ts";
import { pageLanguages } from "../../src/domain/language/page-language.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { launchChromium } from "./chromium.ts";

export interface Site extends TestService {
  readonly browser: Browser;
}

/** Starts both; they stop with the test. */
export async function startSite(t: Test): Promise<Site> {
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  return { ...(await startSiteService(t)), browser };
}

/**
 * Starts the service. Links in mails lead to the service itself, over HTTP on the loopback address:
 * browsers treat it as secure and store `Secure` cookies there.
 */
export async function startSiteService(t: Test): Promise<TestService> {
  const port = `${await findFreePort()}`;
  return await startTestService(t, {
    PORT: port,
    HOME_URL: `http://127.0.0.1:${port}`,
    LANGUAGES: pageLanguages.join(","),
  });
}
