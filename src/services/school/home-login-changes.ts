// The feed of changes for portals and coordinators. No change is missed: a page ends before the oldest
// transaction that still runs, because it may commit changes before those of later ones.
import { invalidRequest, ServiceError } from "../../domain/errors.ts";
import {
  beforeAllChanges,
  beforeTransaction,
  type ChangePosition,
  isBefore,
} from "../../domain/feed/home-login-change.ts";
import { say } from "../../domain/messages/messages.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import type { ChangeCursors, FeedScope } from "../../security/change-cursor.ts";
import { execute, type Transaction, widenScope } from "../../store/database.ts";
import { listSchoolsOfIssuer } from "../../store/operator/token-issuers.ts";
import {
  type FeedState,
  getFeedState,
  type HomeLoginChangeRow,
  listHomeLoginChanges,
} from "../../store/school/home-login-changes.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requireWholeSchool } from "../shared/school-permissions.ts";

export type HomeLoginChange = Omit<HomeLoginChangeRow, "position">;

/** Where a page begins: after a cursor, at the oldest change that is kept, or after all of them. */
export type FeedStart = { readonly cursor: string } | "oldest" | "now";

export interface HomeLoginChangePage {
  readonly items: readonly HomeLoginChange[];
  /** Cursor of the next page, which may have no items yet. */
  readonly next: string;
}

export interface HomeLoginChangeService {
  /**
   * Lists changes of the schools of the caller, the oldest first: all schools of a portal that signs
   * its own tokens, otherwise the own school. Throws `forbidden`, `invalid-request` for a forged or
   * foreign cursor, and `cursor-expired`.
   */
  list(principal: SchoolPrincipal, start: FeedStart, limit: number): Promise<HomeLoginChangePage>;
}

export function createHomeLoginChangeService(deps: {
  readonly readOwnSchool: InOwnSchool;
  readonly cursors: ChangeCursors;
}): HomeLoginChangeService {
  const { readOwnSchool, cursors } = deps;

  function positionOf(start: FeedStart, scope: FeedScope, state: FeedState): ChangePosition {
    if (start === "oldest") return beforeAllChanges;
    if (start === "now") return beforeTransaction(state.oldestRunning);
    const cursor = cursors.read(scope, start.cursor);
    if (!cursor) {
      throw invalidRequest([{ pointer: "cursor", detail: say("form-cursor") }]);
    }
    if (cursor === "expired" || isOutdated(cursor.position, cursor.epoch, state)) {
      throw new ServiceError("cursor-expired", say("cursor-expired"));
    }
    return cursor.position;
  }

  return {
    list: (principal, start, limit) =>
      readOwnSchool(principal, async (tx, access) => {
        requireWholeSchool(access);
        const { schoolId } = access;
        const scope = scopeOf(principal, schoolId);
        await widenScope(tx);
        const state = await execute(tx, getFeedState());
        const position = positionOf(start, scope, state);
        const { oldestRunning, epoch } = state;
        const rows =
          start === "now"
            ? []
            : await execute(
                tx,
                listHomeLoginChanges(
                  await schoolsOf(tx, principal, schoolId),
                  position,
                  oldestRunning,
                  limit,
                ),
              );
        const last = rows.length === limit ? rows.at(-1)?.position : undefined;
        const next = last ?? beforeTransaction(oldestRunning);
        return {
          items: rows.map(({ position: _position, ...change }) => change),
          next: cursors.write(scope, { epoch, position: next }),
        };
      }),
  };
}

/** A portal that signs its own tokens may sign one for each of its schools, so it has one feed. */
function scopeOf({ role, credential }: SchoolPrincipal, schoolId: string): FeedScope {
  return role === "portal" && credential.kind === "issuer"
    ? `issuer:${credential.issuerId}`
    : `school:${schoolId}`;
}

async function schoolsOf(
  tx: Transaction,
  { role, credential }: SchoolPrincipal,
  schoolId: string,
): Promise<readonly string[]> {
  return role === "portal" && credential.kind === "issuer"
    ? await execute(tx, listSchoolsOfIssuer(credential.issuerId))
    : [schoolId];
}

/** Whether changes after the position may be missing, or the position is of another database. */
function isOutdated(position: ChangePosition, epoch: string, state: FeedState): boolean {
  return (
    epoch !== state.epoch ||
    isBefore(position, state.removed) ||
    position.transaction > state.newest
  );
}
