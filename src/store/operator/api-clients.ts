import { and, eq, isNull } from "drizzle-orm";
import type { ClientRole } from "../../domain/principal.ts";
import type { Transaction } from "../database.ts";
import { apiClients } from "../schema/credentials.ts";
import { findRow, hasRows, listRows, type Statement } from "../statement.ts";

export type ApiClient = typeof apiClients.$inferSelect;

export interface ClientCredentials {
  readonly schoolId: string;
  readonly id: string;
  readonly secretHash: Buffer;
  readonly role: ClientRole;
  readonly teacherExternalId: string | null;
  readonly brin: string;
}

export async function insertClient(
  tx: Transaction,
  client: typeof apiClients.$inferInsert,
): Promise<void> {
  await tx.insert(apiClients).values(client);
}

const findClientSql = {
  name: "find_client",
  text: `select c.school_id as "schoolId", c.id, c.secret_hash as "secretHash", c.role,
                c.teacher_external_id as "teacherExternalId", s.brin
           from api_clients c join schools s on s.id = c.school_id
          where c.id = $1 and c.revoked_at is null`,
};

/** Finds a client that has not been revoked. */
export function findClient(clientId: string): Statement<ClientCredentials | undefined> {
  return findRow(findClientSql, [clientId]);
}

const hasTeacherOfClientSql = {
  name: "has_teacher_of_client",
  text: `select from api_clients c
           join teachers t on t.school_id = c.school_id and t.external_id = c.teacher_external_id
          where c.id = $1`,
};

/** Whether the roster has the teacher of this client. */
export function hasTeacherOfClient(clientId: string): Statement<boolean> {
  return hasRows(hasTeacherOfClientSql, [clientId]);
}

export type ListedClient = Omit<ApiClient, "secretHash" | "schoolId"> & { readonly brin: string };

const listClientsSql = {
  name: "list_clients",
  text: `select c.id, s.brin, c.role, c.teacher_external_id as "teacherExternalId", c.name,
                c.created_at as "createdAt", c.revoked_at as "revokedAt"
           from api_clients c join schools s on s.id = c.school_id
          order by s.brin, c.created_at`,
};

/** Lists all clients, revoked ones too, sorted by BRIN, then by age. */
export function listClients(): Statement<ListedClient[]> {
  return listRows(listClientsSql, []);
}

/** School of the client; `undefined` for an unknown or revoked client. */
export async function revokeClient(
  tx: Transaction,
  clientId: string,
  revokedAt: Date,
): Promise<string | undefined> {
  const [revoked] = await tx
    .update(apiClients)
    .set({ revokedAt })
    .where(and(eq(apiClients.id, clientId), isNull(apiClients.revokedAt)))
    .returning({ schoolId: apiClients.schoolId });
  return revoked?.schoolId;
}
