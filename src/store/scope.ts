// Which rows a transaction sees.
import { briefStatement, lockWait } from "./limits.ts";

export interface Scope {
  readonly schoolId?: string;
  readonly emailKey?: string;
  readonly service?: "on";
}

// Everything is local to the transaction, so that a pooling proxy in transaction mode may stand
// between. The role comes first: what follows runs without the rights of who connected. Tables are
// joined in the order in which a statement names them: of a school that was loaded a moment ago the
// planner knows nothing, and then walks through all of it for one pupil. What is set need not come back.
const enterScope = {
  name: "enter_scope",
  text: `select from (
           select set_config('role', 'thuisinlog_service', true),
                  set_config('thuisinlog.school_id', $1, true),
                  set_config('thuisinlog.email_key', $2, true),
                  set_config('thuisinlog.service', $3, true),
                  set_config('join_collapse_limit', '1', true),
                  set_config('statement_timeout', '${briefStatement}', true),
                  set_config('lock_timeout', '${lockWait}', true),
                  set_config('idle_in_transaction_session_timeout', '30s', true)) scope`,
};

/** The statement that enters a scope at the start of a transaction. */
export function enteringScope({ schoolId, emailKey, service }: Scope) {
  return { ...enterScope, values: [schoolId ?? "", emailKey ?? "", service ?? ""] };
}
