// Audit events for the coordinator. The module `audit.ts` writes them.
import type { Actor } from "../../domain/audit-event.ts";
import {
  type PageRequest,
  type PageResult,
  toPageResult,
  withOneMore,
} from "../../domain/pagination.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { execute } from "../../store/database.ts";
import { type AuditEventRow, listAuditEvents } from "../../store/school/audit-events.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requireCoordinator } from "../shared/school-permissions.ts";

export interface AuditEvent extends Omit<AuditEventRow, "actorKind" | "actorId" | "person"> {
  readonly actor: Actor;
}

export interface AuditEventService {
  /**
   * Lists the events of the school, or of one pupil (even after the pupil left), newest first.
   * Throws `forbidden`.
   */
  list(
    principal: SchoolPrincipal,
    pupilId: string | undefined,
    page: PageRequest,
  ): Promise<PageResult<AuditEvent>>;
}

export function createAuditEventService(deps: {
  readonly inOwnSchool: InOwnSchool;
}): AuditEventService {
  return {
    list: (principal, pupilId, page) =>
      deps.inOwnSchool(principal, async (tx, access) => {
        requireCoordinator(access);
        const rows = await execute(
          tx,
          listAuditEvents(access.schoolId, pupilId, withOneMore(page)),
        );
        return toPageResult(rows.map(describeEvent), page);
      }),
  };
}

export function describeEvent({ actorKind, actorId, person, ...event }: AuditEventRow): AuditEvent {
  return { ...event, actor: { kind: actorKind, id: actorId, person } };
}
