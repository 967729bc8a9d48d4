// Preloaded by `npm start` and `npm run cli`: reads `.env` of the current folder, if it exists. A
// variable of the environment has priority. Node's --env-file-if-exists would report a missing file.
import { existsSync } from "node:fs";

if (existsSync(".env")) {
  try {
    process.loadEnvFile(".env");
  } catch (error) {
    process.stderr.write(`The file .env cannot be read: ${(error as Error).message}\n`);
    process.exit(1);
  }
}
