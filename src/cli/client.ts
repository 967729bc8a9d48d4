import { clientRoles } from "../domain/principal.ts";
import { brinOf, CommandError, type Commands } from "./command.ts";

export const clientCommands: Commands = {
  add: {
    summary: "Add a client of a school. Prints its secret once.",
    options: {
      brin: { count: "one", value: "BRIN" },
      role: { count: "one", value: clientRoles.join("|") },
      teacher: { count: "optional", value: "externalId" },
      name: { count: "optional", value: "name" },
    },
    async run({ apiClients }, values, { warn }) {
      const brin = brinOf(values.one("brin"));
      const teacher = values.optional("teacher");
      const client = await apiClients.add({
        brin,
        role: values.one("role"),
        teacher,
        name: values.optional("name"),
      });
      if (teacher !== undefined && !(await apiClients.hasTeacher(client.clientId))) {
        warn(
          `School ${brin} has no teacher ${teacher}: the client sees no group until the roster has that teacher.`,
        );
      }
      return client;
    },
  },
  list: {
    summary: "List all clients, including revoked ones.",
    options: {},
    run: async ({ apiClients }) =>
      (await apiClients.list()).map((client) => ({
        clientId: client.id,
        brin: client.brin,
        role: client.role,
        teacher: client.teacherExternalId,
        name: client.name,
        createdAt: client.createdAt,
        revokedAt: client.revokedAt,
      })),
  },
  revoke: {
    summary: "Revoke a client; its tokens are rejected from now on.",
    options: { "client-id": { count: "one", value: "clientId", bare: true } },
    async run({ apiClients }, values) {
      const clientId = values.one("client-id");
      const isRevoked = await apiClients.revoke(clientId);
      if (!isRevoked) throw new CommandError("There is no such client, or it was revoked before.");
      return { clientId, revoked: true };
    },
  },
};
