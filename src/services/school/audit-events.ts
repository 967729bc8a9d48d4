// What was written down, for the coordinator to read; see audit.ts for the writing.
import type { Actor } from "../../domain/audit-event.ts";
import {
  type PageRequest,
  type PageResult,
  toPageResult,
  withOneMore,
} from "../../domain/pagination.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { type AuditEventRow, listAuditEvents } from "../../store/school/audit-events.ts";
import { type InOwnSchool, requireCoordinator } from "../shared/school-access.ts";

export interface AuditEvent extends Omit<AuditEventRow, "actorKind" | "actorId" | "person"> {
  readonly actor: Actor;
}

export interface AuditEventService {
  /** The newest first: all of the school, or those about one pupil, be it one that is gone. Throws `forbidden`. */
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
        const rows = await listAuditEvents(tx, access.schoolId, pupilId, withOneMore(page));
        return toPageResult(rows.map(describeEvent), page);
      }),
  };
}

export function describeEvent({ actorKind, actorId, person, ...event }: AuditEventRow): AuditEvent {
  return { ...event, actor: { kind: actorKind, id: actorId, person } };
}
