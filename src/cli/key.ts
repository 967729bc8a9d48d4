import { CommandError, type Commands } from "./command.ts";

export const keyCommands: Commands = {
  list: {
    summary: "List the published keys of access tokens.",
    options: {},
    run: async ({ signingKeys }) => (await signingKeys.list()).map((key) => ({ ...key })),
  },
  passwords: {
    summary:
      "Count the passwords and picture codes by secret key; in time all are under the newest.",
    options: {},
    run: async ({ passwordEncryption }) =>
      (await passwordEncryption.count()).map((one) => ({ ...one })),
  },
  rotate: {
    summary: "Create a key; it signs after five minutes, when all verifiers have fetched it.",
    options: {},
    run: async ({ signingKeys }) => ({ ...(await signingKeys.rotate()) }),
  },
  "reset-pseudonyms": {
    summary:
      "Replace the pseudonyms after the loss of their SECRET_KEY; every pupil is new to publishers.",
    options: {},
    async run({ pseudonyms }) {
      const isReset = await pseudonyms.reset();
      if (!isReset)
        throw new CommandError("The SECRET_KEY decrypts the pseudonyms: nothing is lost.");
      return { reset: true };
    },
  },
};
