import { and, asc, eq, isNull } from "drizzle-orm";
import type { ClientRole } from "../../domain/principal.ts";
import type { Transaction } from "../database.ts";
import { apiClients } from "../schema/credentials.ts";
import { schools } from "../schema/schools.ts";

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

/** Finds a client that has not been revoked. */
export async function findClient(
  tx: Transaction,
  clientId: string,
): Promise<ClientCredentials | undefined> {
  const [client] = await tx
    .select({
      schoolId: apiClients.schoolId,
      id: apiClients.id,
      secretHash: apiClients.secretHash,
      role: apiClients.role,
      teacherExternalId: apiClients.teacherExternalId,
      brin: schools.brin,
    })
    .from(apiClients)
    .innerJoin(schools, eq(schools.id, apiClients.schoolId))
    .where(and(eq(apiClients.id, clientId), isNull(apiClients.revokedAt)));
  return client;
}

export type ListedClient = Omit<ApiClient, "secretHash" | "schoolId"> & { readonly brin: string };

export async function listClients(tx: Transaction): Promise<ListedClient[]> {
  return await tx
    .select({
      id: apiClients.id,
      brin: schools.brin,
      role: apiClients.role,
      teacherExternalId: apiClients.teacherExternalId,
      name: apiClients.name,
      createdAt: apiClients.createdAt,
      revokedAt: apiClients.revokedAt,
    })
    .from(apiClients)
    .innerJoin(schools, eq(schools.id, apiClients.schoolId))
    .orderBy(asc(schools.brin), asc(apiClients.createdAt));
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
