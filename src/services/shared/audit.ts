import type { Actor, AuditAction, RequestContext } from "../../domain/audit-event.ts";
import type { Clock } from "../../domain/clock.ts";
import { newId, type Random } from "../../security/random.ts";
import { execute, type Transaction } from "../../store/database.ts";
import { insertAuditEvents, insertOperatorEvents } from "../../store/school/audit-events.ts";

/** The actor of an audit event and its school. */
export interface AuditContext {
  readonly schoolId: string;
  readonly actor: Actor;
  readonly origin: Partial<RequestContext>;
}

export interface AuditEntry {
  readonly action: AuditAction;
  readonly pupilId?: string;
  readonly homeAddressIds?: readonly string[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Writes audit events in the transaction of the change: both commit or neither. */
export type RecordAudit = (
  tx: Transaction,
  by: AuditContext,
  entries: readonly AuditEntry[],
) => Promise<void>;

export function createAudit(deps: { readonly clock: Clock; readonly random: Random }): RecordAudit {
  return async (tx, by, entries) => {
    const now = deps.clock.now();
    const events = entries.map(({ action, pupilId, homeAddressIds, details }) => ({
      id: newId(now, deps.random),
      action,
      pupilId: pupilId ?? null,
      homeAddressIds: homeAddressIds ?? [],
      details: details ?? {},
    }));
    await insertAuditEvents(tx, by.schoolId, by, events, now);
  };
}

/** Writes one event of the operator at each of the schools, in the transaction of the change. */
export type RecordOperatorAudit = (
  tx: Transaction,
  schoolIds: readonly string[],
  entry: Pick<AuditEntry, "action" | "details">,
) => Promise<void>;

export function createOperatorAudit(deps: {
  readonly clock: Clock;
  readonly random: Random;
}): RecordOperatorAudit {
  return async (tx, schoolIds, { action, details }) => {
    const now = deps.clock.now();
    const events = schoolIds.map((schoolId) => ({ schoolId, id: newId(now, deps.random) }));
    await execute(tx, insertOperatorEvents(events, { action, details: details ?? {} }, now));
  };
}

export const theService: Actor = { kind: "service", id: null, person: null };
export const theOperator: Actor = { kind: "operator", id: null, person: null };
/** The holder of a link. The network is not stored, because it would be personal data. */
export const theFamily: Actor = { kind: "family", id: null, person: null };
