import { tokenLifetimeMaxSeconds } from "../domain/access-token.ts";
import { countPasswords } from "../services/background/password-encryption.ts";
import { createSigningKeyService } from "../services/operator/signing-keys.ts";
import { createPseudonymService } from "../services/shared/pseudonyms.ts";
import { type CommandContext, CommandError, type Commands } from "./command.ts";

const keysOf = (context: CommandContext) =>
  createSigningKeyService({ ...context, tokenLifetimeMaxSeconds });

export const keyCommands: Commands = {
  list: {
    summary: "List the published keys of access tokens.",
    options: {},
    run: async (context) => (await keysOf(context).list()).map((key) => ({ ...key })),
  },
  passwords: {
    summary:
      "Count the passwords and picture codes by secret key; in time all are under the newest.",
    options: {},
    run: countPasswords,
  },
  rotate: {
    summary: "Create a key; it signs after five minutes, when all verifiers have fetched it.",
    options: {},
    run: (context) => keysOf(context).rotate(),
  },
  "reset-pseudonyms": {
    summary:
      "Replace the pseudonyms after the loss of their SECRET_KEY; every pupil is new to publishers.",
    options: {},
    async run(context) {
      const isReset = await createPseudonymService(context).reset();
      if (!isReset)
        throw new CommandError("The SECRET_KEY decrypts the pseudonyms: nothing is lost.");
      return { reset: true };
    },
  },
};
