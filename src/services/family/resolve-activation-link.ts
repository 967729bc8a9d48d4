import { linkUnknown, requireOpenLink } from "../../domain/activation.ts";
import type { RequestContext } from "../../domain/audit-event.ts";
import type { Clock } from "../../domain/clock.ts";
import { requireHomeLoginHere } from "../../domain/school/network-environment.ts";
import { type RowReference, verifyRowToken } from "../../security/row-token.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import { linkByNetwork } from "../../security/throttle-policies.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import { findLink, type LinkSubject } from "../../store/family/activation-links.ts";
import { byNetworks, type Throttle } from "../shared/throttle.ts";

/**
 * Resolves to the open link of a token. Only tokens that the service did not sign are counted for
 * their network and blocked, so a valid link always works. Throws `link-unknown`,
 * `too-many-requests`, the errors of `requireOpenLink`, and `network-environment` when the school
 * has switched to another environment.
 */
export type ResolveActivationLink = (
  token: string,
  origin: RequestContext,
) => Promise<{ readonly reference: RowReference; readonly link: LinkSubject }>;

export function createResolveActivationLink(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: SecretKeys;
  readonly throttle: Throttle;
}): ResolveActivationLink {
  const { db, clock, keys, throttle } = deps;
  return async (token, { network }) => {
    const reference = verifyRowToken(keys, "activation-link", token);
    if (!reference) {
      await throttle.admit(byNetworks(linkByNetwork, network));
      throw linkUnknown();
    }
    const { schoolId, id } = reference;
    const [link] = await db.readInSchool(schoolId, [findLink(schoolId, id)]);
    if (!link) throw linkUnknown();
    requireOpenLink(link, clock.now());
    requireHomeLoginHere(link);
    return { reference, link };
  };
}

/** Throws `link-unknown` if the link does not exist or its pupil has left. */
export async function requireLink(
  tx: Transaction,
  { schoolId, id }: Pick<RowReference, "schoolId" | "id">,
): Promise<LinkSubject> {
  const link = await execute(tx, findLink(schoolId, id));
  if (!link) throw linkUnknown();
  return link;
}
