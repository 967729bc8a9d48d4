// The service and a browser before it, on an origin that a browser takes for a secure one.
import type { Browser } from "playwright-core";
import type { Test } from "tap";
import { findFreePort } from "../../src/development/postgres/server.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { launchChromium } from "./chromium.ts";

export interface Site extends TestService {
  readonly browser: Browser;
}

/**
 * Starts both; they stop with the test. The links in mails lead to the service itself, over HTTP on
 * the loopback address: browsers hold that for secure and keep cookies that are `Secure` there.
 */
export async function startSite(t: Test): Promise<Site> {
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  const port = `${await findFreePort()}`;
  const service = await startTestService(t, { PORT: port, HOME_URL: `http://127.0.0.1:${port}` });
  return { ...service, browser };
}
