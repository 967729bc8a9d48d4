import { CommandError, type Commands } from "./command.ts";

export const webhookCommands: Commands = {
  add: {
    summary:
      "Tell a URL of a client, or of a portal that signs its own tokens, about new changes. Prints its secret once.",
    options: {
      url: { count: "one", value: "URL" },
      "client-id": { count: "optional", value: "clientId" },
      iss: { count: "optional", value: "URL" },
    },
    run: ({ webhooks }, values) =>
      webhooks
        .add({
          url: values.one("url"),
          clientId: values.optional("client-id"),
          iss: values.optional("iss"),
        })
        .then(({ id, secret }) => ({ webhookId: id, secret })),
  },
  list: {
    summary: "List the webhooks. Shows no path and no secret.",
    options: {},
    run: async ({ webhooks }) =>
      (await webhooks.list()).map(({ id, ...webhook }) => ({ webhookId: id, ...webhook })),
  },
  remove: {
    summary: "Remove a webhook.",
    options: { "webhook-id": { count: "one", value: "webhookId", bare: true } },
    async run({ webhooks }, values) {
      const webhookId = values.one("webhook-id");
      if (!(await webhooks.remove(webhookId))) throw new CommandError("There is no such webhook.");
      return { webhookId, removed: true };
    },
  },
};
