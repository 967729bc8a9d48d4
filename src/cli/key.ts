import { tokenLifetimeMaxSeconds } from "../domain/access-token.ts";
import { createSigningKeyService } from "../services/signing-keys.ts";
import type { CommandContext, Commands } from "./command.ts";

const keysOf = (context: CommandContext) =>
  createSigningKeyService({ ...context, tokenLifetimeMaxSeconds });

export const keyCommands: Commands = {
  list: {
    summary: "List the published keys of access tokens.",
    options: {},
    run: async (context) => (await keysOf(context).list()).map((key) => ({ ...key })),
  },
  rotate: {
    summary: "Make a new key; it signs after five minutes, when everyone has fetched it.",
    options: {},
    run: (context) => keysOf(context).rotate(),
  },
};
