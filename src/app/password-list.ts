// The list of breached passwords, which is loaded once, while the service already answers.
import { once } from "../domain/once.ts";
import type { Logger } from "../observability/logger.ts";
import { type BreachedPasswords, loadBreachedPasswords } from "../security/breached-passwords.ts";

export type ReadPasswordList = () => Promise<BreachedPasswords>;

/** Returns the function that loads the list at its first call; a password check waits for it. */
export function createPasswordList(options: {
  readonly logger: Logger;
  readonly load?: (() => Promise<BreachedPasswords>) | undefined;
}): ReadPasswordList {
  const { logger, load = loadBreachedPasswords } = options;
  return once(async () => {
    const list = await load().catch((cause: unknown) => {
      throw new Error("The list of breached passwords cannot be read.", { cause });
    });
    const { count, sha256 } = list;
    logger.info({ count, sha256 }, "breached passwords loaded");
    return list;
  });
}
