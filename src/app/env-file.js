// @ts-check
// Preloaded by `npm start` and `npm run cli`: reads `.env` of the current folder, if it exists. A
// variable of the environment has priority. Node's --env-file-if-exists would report a missing file.
// In JavaScript, like `preload.js`.
import { existsSync } from "node:fs";

if (existsSync(".env")) {
  try {
    process.loadEnvFile(".env");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The file .env cannot be read: ${reason}\n`);
    process.exit(1);
  }
}
