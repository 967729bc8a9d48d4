// API clients, which authenticate with an id and a secret (RFC 6749 §4.4).

import { validate } from "uuid";
import type { IssuedToken } from "../../domain/access-token.ts";
import type { RequestContext } from "../../domain/audit-event.ts";
import type { Clock } from "../../domain/clock.ts";
import { invalidRequest, type ValidationError } from "../../domain/errors.ts";
import { nilUuid } from "../../domain/nil-uuid.ts";
import { type ClientRole, clientRoles } from "../../domain/principal.ts";
import { nameErrors } from "../../domain/school/setting-errors.ts";
import type { AccessTokens } from "../../security/access-token.ts";
import { newId, type Random } from "../../security/random.ts";
import { hashSecret, newSecret, secretMatches } from "../../security/secret.ts";
import { clientByNetwork } from "../../security/throttle-policies.ts";
import { type Database, execute } from "../../store/database.ts";
import {
  findClient,
  hasTeacherOfClient,
  insertClient,
  type ListedClient,
  listClients,
  revokeClient,
} from "../../store/operator/api-clients.ts";
import { type RecordAudit, theOperator } from "../shared/audit.ts";
import type { Throttle } from "../shared/throttle.ts";
import { findSchool } from "./schools.ts";

export interface NewApiClient {
  readonly brin: string;
  readonly role: string;
  /** The external id of the teacher; required for the role teacher, rejected for other roles. */
  readonly teacher?: string | undefined;
  /** A label for the operator. */
  readonly name?: string | undefined;
}

export interface AuthenticatedClient {
  readonly clientId: string;
  readonly role: ClientRole;
  readonly brin: string;
  /** The teacher's external id for the client of a teacher, otherwise the client's id. */
  readonly subject: string;
}

export interface ApiClientService {
  /** Returns the secret once; only its hash is stored. Throws `invalid-request`. */
  add(client: NewApiClient): Promise<{ readonly clientId: string; readonly clientSecret: string }>;
  /** Whether the roster of the school has the teacher of this client. */
  hasTeacher(clientId: string): Promise<boolean>;
  /** Lists all clients, revoked ones too, sorted by BRIN, then by age. */
  list(): Promise<readonly ListedClient[]>;
  /**
   * Revokes a client; its tokens are rejected from now on. Resolves to `false` for an unknown or
   * revoked client.
   */
  revoke(clientId: string): Promise<boolean>;
  /**
   * Returns the client, or `undefined` for every wrong credential alike and after the same time:
   * unknown id, wrong secret, revoked client. Throws `too-many-requests` after too many failures of
   * this client from one network.
   */
  authenticate(
    clientId: string,
    clientSecret: string,
    origin: RequestContext,
  ): Promise<AuthenticatedClient | undefined>;
  /** Like `authenticate`, and returns an access token for the client. */
  issueToken(
    clientId: string,
    clientSecret: string,
    origin: RequestContext,
  ): Promise<IssuedToken | undefined>;
}

export function createApiClientService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly throttle: Throttle;
  readonly audit: RecordAudit;
  readonly accessTokens: AccessTokens;
}): ApiClientService {
  const { db, clock, random, throttle, audit, accessTokens } = deps;
  const decoyHash = hashSecret(newSecret(random));

  async function authenticate(
    clientId: string,
    clientSecret: string,
    origin: RequestContext,
  ): Promise<AuthenticatedClient | undefined> {
    const attempt = { policy: clientByNetwork, subject: `${origin.network} ${clientId}` };
    await throttle.requireOpen(attempt);
    const id = validate(clientId) ? clientId : nilUuid;
    const client = await db.asService((tx) => execute(tx, findClient(id)));
    const matches = secretMatches(clientSecret, client?.secretHash ?? decoyHash);
    if (!client || !matches) {
      await throttle.admit([attempt]);
      return undefined;
    }
    const { schoolId, role, brin } = client;
    const subject = client.teacherExternalId ?? client.id;
    const actor = { kind: "client", id: client.id, person: subject } as const;
    await db.inSchool(schoolId, (tx) =>
      audit(tx, { schoolId, actor, origin }, [{ action: "token-issued" }]),
    );
    return { clientId: client.id, role, brin, subject };
  }

  return {
    add: ({ brin, role, teacher, name }) =>
      db.asService(async (tx) => {
        const school = await findSchool(tx, brin, "/brin");
        const validationErrors = [
          ...("validationError" in school ? [school.validationError] : []),
          ...roleErrors(role, teacher),
          ...(name === undefined ? [] : nameErrors("/name", name)),
        ];
        if (validationErrors.length > 0 || "validationError" in school)
          throw invalidRequest(validationErrors);
        const now = clock.now();
        const clientId = newId(now, random);
        const clientSecret = newSecret(random);
        await insertClient(tx, {
          schoolId: school.id,
          id: clientId,
          role: role as ClientRole,
          teacherExternalId: teacher ?? null,
          name: name?.trim() ?? null,
          secretHash: hashSecret(clientSecret),
          createdAt: now,
        });
        await audit(tx, { schoolId: school.id, actor: theOperator, origin: {} }, [
          { action: "client-added", details: { clientId, role } },
        ]);
        return { clientId, clientSecret };
      }),

    hasTeacher: (clientId) => db.asService((tx) => execute(tx, hasTeacherOfClient(clientId))),

    list: () => db.asService((tx) => execute(tx, listClients())),

    revoke: async (clientId) => {
      if (!validate(clientId)) return false;
      return await db.asService(async (tx) => {
        const schoolId = await revokeClient(tx, clientId, clock.now());
        if (schoolId === undefined) return false;
        await audit(tx, { schoolId, actor: theOperator, origin: {} }, [
          { action: "client-revoked", details: { clientId } },
        ]);
        return true;
      });
    },

    authenticate,

    issueToken: async (...credentials) => {
      const client = await authenticate(...credentials);
      return client && (await accessTokens.issueToClient(client));
    },
  };
}

function roleErrors(role: string, teacher: string | undefined): ValidationError[] {
  if (!clientRoles.some((known) => known === role)) {
    return [{ pointer: "/role", detail: `must be one of ${clientRoles.join(", ")}` }];
  }
  if (role !== "teacher") {
    return teacher === undefined
      ? []
      : [{ pointer: "/teacher", detail: "applies only to the role teacher" }];
  }
  return teacher === undefined
    ? [{ pointer: "/teacher", detail: "must be the external id of the teacher" }]
    : nameErrors("/teacher", teacher);
}
