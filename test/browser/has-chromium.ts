// Exits with 0 where the browser tests can run, for CI.
import { findChromium } from "./chromium.ts";

process.exitCode = findChromium() ? 0 : 1;
