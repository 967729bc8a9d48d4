import { linkUnknown, requireOpenLink } from "../domain/activation.ts";
import type { Origin } from "../domain/audit-event.ts";
import type { Clock } from "../domain/clock.ts";
import { requireHomeLoginHere } from "../domain/network-environment.ts";
import { openRowToken, type RowReference } from "../security/row-token.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import { linkByNetwork } from "../security/throttle.ts";
import { findLink, type LinkSubject } from "../store/activation-links.ts";
import { ask, type Database, type Transaction } from "../store/database.ts";
import type { Throttle } from "./throttle.ts";

/**
 * The link of a token, which is open still; whoever tries links that are none is slowed down. Throws
 * `link-unknown`, `too-many-requests`, what `requireOpenLink` throws, and `network-environment` when
 * the school has meanwhile gone elsewhere.
 */
export type OpenLink = (
  token: string,
  origin: Origin,
) => Promise<{ readonly reference: RowReference; readonly link: LinkSubject }>;

export function createOpenLink(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: SecretKeys;
  readonly throttle: Throttle;
}): OpenLink {
  const { db, clock, keys, throttle } = deps;
  return async (token, { network }) => {
    const attempt = { policy: linkByNetwork, subject: network };
    const attempts = { watched: [attempt] };
    const reference = openRowToken(keys, "activation-link", token);
    if (!reference) {
      await throttle.admit(attempts);
      await throttle.fail(attempt);
      throw linkUnknown();
    }
    const { schoolId, id } = reference;
    const [link, ...blocks] = await db.askInSchool(schoolId, [
      findLink(schoolId, id),
      ...throttle.askFor(attempts),
    ]);
    throttle.requireAdmitted(attempts, blocks);
    if (!link) throw linkUnknown();
    requireOpenLink(link, clock.now());
    requireHomeLoginHere(link);
    return { reference, link };
  };
}

/** Throws `link-unknown` for one that is not there, or whose pupil has left. */
export async function requireLink(
  tx: Transaction,
  { schoolId, id }: Pick<RowReference, "schoolId" | "id">,
): Promise<LinkSubject> {
  const link = await ask(tx, findLink(schoolId, id));
  if (!link) throw linkUnknown();
  return link;
}
