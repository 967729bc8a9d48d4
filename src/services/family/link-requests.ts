import type { Clock } from "../../domain/clock.ts";
import { parseEmailAddress } from "../../domain/email-address.ts";
import { invalidRequest } from "../../domain/errors.ts";
import { isBounced } from "../../domain/home-login.ts";
import { networkPath } from "../../domain/network.ts";
import { linkRequestByNetwork } from "../../security/throttle-policies.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import { listMailboxAddresses } from "../../store/family/home-addresses.ts";
import { consumeLinkRequest } from "../../store/family/link-requests.ts";
import { lockMailbox } from "../../store/family/mailboxes.ts";
import { countLinkRequests, type RequestToCount } from "../../store/family/throttle-counts.ts";
import { isCoolingDown, type MailCoolDown } from "../../store/mail/mail-cool-downs.ts";
import { willMailBringLinks } from "../../store/mail/outbox.ts";
import { getSchool } from "../../store/school/schools.ts";
import { inBatches } from "../shared/batches.ts";
import type { Invite } from "../shared/invitations.ts";
import { byNetworks, type Throttle } from "../shared/throttle.ts";

export interface LinkRequestService {
  /**
   * Queues a family's request for links. A known and an unknown address take the same time and get
   * the same answer. Throws `invalid-request`, `too-many-requests`.
   */
  request(email: string, network: string): Promise<void>;
  /**
   * Answers the oldest request: one mail with a link for every child, or none while the mailbox is
   * in its cool-down and its newest links are still open. Resolves to whether there was a request.
   */
  answerNext(): Promise<boolean>;
}

const batchMax = 100;

export function createLinkRequestService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly throttle: Throttle;
  readonly invite: Invite;
  readonly coolDown: MailCoolDown;
}): LinkRequestService {
  const { db, clock, throttle, invite, coolDown } = deps;

  // Requests of one moment share a statement and a commit. Those of one network follow each other, because a
  // statement counts a key once.
  const countAndQueue = inBatches({
    keysOf: ({ network }: RequestToCount & { readonly network: string }) => [network],
    itemsMax: batchMax,
    work: async (requests) => {
      const [outcomes] = await db.pipelineAsService([countLinkRequests(requests, clock.now())]);
      return outcomes;
    },
  });

  async function answer(tx: Transaction, emailKey: string): Promise<void> {
    const now = clock.now();
    await execute(tx, lockMailbox(emailKey));
    const key = coolDown.keyOf(emailKey, "links");
    if (await execute(tx, isCoolingDown(key, now, coolDown.seconds))) return;
    if (await execute(tx, willMailBringLinks(emailKey, now))) return;
    for (const address of await listMailboxAddresses(tx, emailKey)) {
      if (isBounced(address)) continue;
      const school = await getSchool(tx, address.schoolId);
      await invite(tx, [address], { kind: "links", school }, now);
    }
  }

  return {
    request: async (email, network) => {
      const address = parseEmailAddress(email);
      const attempts = byNetworks(linkRequestByNetwork, network);
      if ("validationError" in address) {
        await throttle.admit(attempts);
        throw invalidRequest([{ pointer: "/email", detail: address.validationError }]);
      }
      const { emailKey } = address;
      const tries = await throttle.triesOf(attempts);
      const [widest = network] = networkPath(network);
      await throttle.requireAdmitted(await countAndQueue({ tries, emailKey, network: widest }));
    },

    answerNext: () =>
      db.asService(async (tx) => {
        const request = await execute(tx, consumeLinkRequest());
        if (!request) return false;
        await answer(tx, request.emailKey);
        return true;
      }),
  };
}
