import type { Actor, AuditAction, RequestContext } from "../../domain/audit-event.ts";
import type { PageRequest } from "../../domain/pagination.ts";
import { execute, type Transaction } from "../database.ts";
import { command, listRows, type Statement, unlessEmpty } from "../statement.ts";

export interface NewAuditEvent {
  readonly id: string;
  readonly action: AuditAction;
  readonly pupilId: string | null;
  /** Counts and names of settings; contains no personal data. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Home addresses that the event is about; a removed address disappears from the list. */
  readonly homeAddressIds: readonly string[];
}

const insertEvents = `insert into audit_events (school_id, id, occurred_at, actor_kind, actor_id, person, action,
                                   pupil_id, details, request_id, network)
         select $1, e.id, $2, $3, $4, $5, e.action, e.pupil_id, e.details, $6, $7
           from unnest($8::uuid[], $9::text[], $10::uuid[], $11::jsonb[])
                as e (id, action, pupil_id, details)`;

const insertSql = { name: "insert_audit_events", text: insertEvents };

const insertWithAddressesSql = {
  name: "insert_audit_events_with_addresses",
  text: `with events as (
           ${insertEvents})
         insert into audit_addresses (school_id, audit_event_id, home_address_id)
         select $1, * from unnest($12::uuid[], $13::uuid[])`,
};

/** Inserts the audit events of one actor in one request. */
export async function insertAuditEvents(
  tx: Transaction,
  schoolId: string,
  by: { readonly actor: Actor; readonly origin: Partial<RequestContext> },
  events: readonly NewAuditEvent[],
  occurredAt: Date,
): Promise<void> {
  if (events.length === 0) return;
  const { actor, origin } = by;
  const addresses = events.flatMap(({ id, homeAddressIds }) =>
    homeAddressIds.map((homeAddressId) => ({ id, homeAddressId })),
  );
  const values = [
    schoolId,
    occurredAt,
    actor.kind,
    actor.id,
    actor.person,
    origin.requestId ?? null,
    origin.network ?? null,
    events.map(({ id }) => id),
    events.map(({ action }) => action),
    events.map(({ pupilId }) => pupilId),
    events.map(({ details }) => JSON.stringify(details)),
  ];
  const about = [
    addresses.map(({ id }) => id),
    addresses.map(({ homeAddressId }) => homeAddressId),
  ];
  await execute(
    tx,
    addresses.length > 0
      ? command(insertWithAddressesSql, [...values, ...about])
      : command(insertSql, values),
  );
}

const insertOperatorSql = {
  name: "insert_operator_events",
  text: `insert into audit_events (school_id, id, occurred_at, actor_kind, action, details)
         select e.school_id, e.id, $3, 'operator', $4, $5
           from unnest($1::uuid[], $2::uuid[]) as e (school_id, id)`,
};

/** Inserts the same event of the operator at many schools. In service scope. */
export function insertOperatorEvents(
  events: readonly { readonly schoolId: string; readonly id: string }[],
  { action, details }: Pick<NewAuditEvent, "action" | "details">,
  occurredAt: Date,
): Statement<void> {
  const schoolIds = events.map(({ schoolId }) => schoolId);
  const ids = events.map(({ id }) => id);
  const values = [schoolIds, ids, occurredAt, action, JSON.stringify(details)];
  return unlessEmpty(events, command(insertOperatorSql, values));
}

export interface AuditEventRow {
  readonly id: string;
  readonly occurredAt: Date;
  readonly actorKind: Actor["kind"];
  readonly actorId: string | null;
  readonly person: string | null;
  readonly action: AuditAction;
  readonly pupilId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  readonly network: string | null;
  /** Home addresses that still exist. */
  readonly emails: readonly string[];
}

const listSql = {
  name: "list_audit_events",
  text: `select e.id, e.occurred_at as "occurredAt", e.actor_kind as "actorKind",
                e.actor_id as "actorId", e.person, e.action, e.pupil_id as "pupilId", e.details,
                e.request_id as "requestId", e.network,
                array(select a.email
                        from audit_addresses x
                        join home_addresses a on a.school_id = x.school_id and a.id = x.home_address_id
                       where x.school_id = $1 and x.audit_event_id = e.id
                       order by a.slot) as emails
           from audit_events e
          where e.school_id = $1
            and ($2::uuid is null or e.id < $2)
            and ($3::uuid is null or e.pupil_id = $3)
          order by e.id desc
          limit $4`,
};

/** Lists the newest events first; ids are in the order of time. */
export function listAuditEvents(
  schoolId: string,
  pupilId: string | undefined,
  page: PageRequest,
): Statement<AuditEventRow[]> {
  return listRows(listSql, [schoolId, page.afterKey?.id, pupilId, page.limit]);
}
