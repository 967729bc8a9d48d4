// Row-level-security scope of a transaction.
import { briefStatement, lockWait } from "./limits.ts";

/** Whose rows are visible. */
export interface Owner {
  readonly schoolId?: string;
  readonly emailKey?: string;
  readonly service?: "on";
}

export interface Scope extends Owner {
  /** Every statement finds its rows by their keys. */
  readonly isByKey?: true;
  /** `false`: by key too, and the commit does not wait until the changes are on disk. Otherwise the server decides. */
  readonly isFlushed?: boolean;
}

const visibleRows = `
  set_config('thuisinlog.school_id', $1, true),
  set_config('thuisinlog.email_key', $2, true),
  set_config('thuisinlog.service', $3, true)`;

// Every setting is local to the transaction, so that a pooler in transaction mode works. The role is set
// first: all later statements run without the rights of the login. `join_collapse_limit` keeps the join order
// of the statement, because the planner has no statistics for a school that was just loaded and would scan all
// of it for one pupil. The settings are selected in a subquery, so that no row returns their values.
const entering = (name: string, ...more: readonly string[]) => ({
  name,
  text: `select from (
           select ${[
             "set_config('role', 'thuisinlog_service', true)",
             visibleRows,
             "set_config('join_collapse_limit', '1', true)",
             `set_config('statement_timeout', '${briefStatement}', true)`,
             `set_config('lock_timeout', '${lockWait}', true)`,
             "set_config('idle_in_transaction_session_timeout', '30s', true)",
             ...more,
           ].join(", ")}) scope`,
});

// A small table, or one without statistics, would be read as a whole by a plan that the connection keeps while the
// table grows. With other parameters the plan is the same, so it is made once. A statement that reads a range of
// keys needs its parameters for a good plan.
const byKey = [
  "set_config('enable_seqscan', 'off', true)",
  "set_config('plan_cache_mode', 'force_generic_plan', true)",
];

const enterScope = entering("enter_scope");
const enterScopeByKey = entering("enter_scope_by_key", ...byKey);
// Two flushes of the log are a fifth of the processor time that PostgreSQL spends on a login. Without this one, a crash
// of PostgreSQL loses at most the attempts of its last second; the session is flushed with everything before it.
const enterScopeUnflushed = entering(
  "enter_scope_unflushed",
  ...byKey,
  "set_config('synchronous_commit', 'off', true)",
);

const changeScope = {
  name: "change_scope",
  text: `select from (select ${visibleRows}) scope`,
};

/** The statement that enters a scope at the start of a transaction. */
export function enteringScope(scope: Scope) {
  return { ...entranceFor(scope), values: ownersOf(scope) };
}

/** The statement that makes the rows of another scope visible, later in a transaction. */
export function changingScope(scope: Owner) {
  return { ...changeScope, values: ownersOf(scope) };
}

const ownersOf = ({ schoolId, emailKey, service }: Owner) => [
  schoolId ?? "",
  emailKey ?? "",
  service ?? "",
];

function entranceFor({ isByKey, isFlushed }: Pick<Scope, "isByKey" | "isFlushed">) {
  if (isFlushed === false) return enterScopeUnflushed;
  return isByKey ? enterScopeByKey : enterScope;
}
