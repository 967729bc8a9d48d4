import { type LinkPurpose, linkUnknown, requireOpenLink } from "../../domain/activation.ts";
import type { RequestContext } from "../../domain/audit-event.ts";
import type { Clock } from "../../domain/clock.ts";
import { parseEmailAddress } from "../../domain/email-address.ts";
import { ServiceError } from "../../domain/errors.ts";
import { networkPath } from "../../domain/network.ts";
import { normalizePassword } from "../../domain/password.ts";
import type { BreachedPasswords } from "../../security/breached-passwords.ts";
import type { HashQueue } from "../../security/hash-queue.ts";
import type { PasswordCheck, PasswordHash, PasswordHasher } from "../../security/password-hash.ts";
import { newId, type Random } from "../../security/random.ts";
import type { RowReference } from "../../security/row-token.ts";
import {
  activationByAddress,
  activationByLink,
  loginByAddress,
} from "../../security/throttle-policies.ts";
import { type Database, execute, pipeline, type Transaction } from "../../store/database.ts";
import { consumeLink, type LinkSubject } from "../../store/family/activation-links.ts";
import { revokeHomeAccess } from "../../store/family/home-access.ts";
import { listWaitingChildren, updatePassword } from "../../store/family/home-addresses.ts";
import {
  findMailboxPasswords,
  lockMailbox,
  type MailboxPasswords,
} from "../../store/family/mailboxes.ts";
import { type MailCoolDown, removeMailCoolDowns } from "../../store/mail/mail-cool-downs.ts";
import { enqueuePasswordNotice } from "../../store/mail/outbox.ts";
import { type RecordAudit, theFamily } from "../shared/audit.ts";
import { createRunInTurn } from "../shared/in-turn.ts";
import type { Admission, Attempt, Throttle } from "../shared/throttle.ts";
import { type PasswordRules, requireAcceptablePassword } from "./acceptable-password.ts";
import type { IssuedLoginDevice, LoginDevices } from "./login-devices.ts";
import type { PasswordBatches } from "./password-batches.ts";
import { type ResolveActivationLink, requireLink } from "./resolve-activation-link.ts";

export interface ActivationLookup {
  readonly purpose: LinkPurpose;
  readonly pupil: { readonly firstName: string | null };
  readonly school: { readonly name: string; readonly contact: string | null };
  readonly email: string;
  readonly expiresAt: Date;
}

export interface Activation {
  readonly pupil: { readonly firstName: string | null };
  readonly email: string;
  readonly activatedAt: Date;
  readonly schoolContact: string | null;
  /** The caller owns the mailbox, so failed logins by strangers must not lock this device out. */
  readonly loginDevice: IssuedLoginDevice;
}

export interface ActivationService {
  /**
   * Returns what a link is for; changes nothing. Throws `link-unknown` and the errors of
   * `requireOpenLink`.
   */
  lookUp(token: string, origin: RequestContext): Promise<ActivationLookup>;
  /**
   * Stores the password and consumes the link, for exactly one caller; does not log in. Revokes the
   * sessions, remembered devices, pictures and other open links of the address. Throws the errors
   * of `lookUp`, and `password-rejected` or `password-taken-by-sibling`, which leave the link open.
   * Attempts with one link run one after another and count for the link and for the address before
   * the hash: `too-many-requests`.
   */
  activate(
    token: string,
    password: string,
    origin: RequestContext,
    loginDeviceTokens?: readonly string[],
  ): Promise<Activation>;
  /**
   * Lists the children of the address that are invited and have no password yet. For the owner of
   * the mailbox, after `activate`: the same mailbox has their links.
   */
  listWaiting(email: string): Promise<readonly { readonly firstName: string | null }[]>;
}

interface Redemption {
  readonly reference: RowReference;
  readonly link: LinkSubject;
  readonly check: PasswordCheck;
  readonly admission: Admission;
  readonly now: Date;
  readonly requestId: string;
}

const mailsWithLinks = ["activation", "links", "reminder"] as const;

export function createActivationService(
  deps: {
    readonly db: Database;
    readonly clock: Clock;
    readonly random: Random;
    readonly hasher: PasswordHasher;
    readonly hashQueue: HashQueue;
    readonly passwordBatches: PasswordBatches;
    readonly throttle: Throttle;
    readonly loginDevices: LoginDevices;
    readonly openLink: ResolveActivationLink;
    readonly audit: RecordAudit;
    readonly coolDown: MailCoolDown;
    /** Resolves to the list of breached passwords once it is loaded. */
    readonly readPasswordList: () => Promise<Pick<BreachedPasswords, "has">>;
  } & Omit<PasswordRules, "isBreached">,
): ActivationService {
  const { db, clock, random, hasher, hashQueue, throttle, loginDevices, openLink } = deps;
  const { passwordBatches, readPasswordList } = deps;
  const runInTurn = createRunInTurn();

  async function activate(
    token: string,
    typed: string,
    origin: RequestContext,
    loginDeviceTokens: readonly string[] = [],
  ): Promise<Activation> {
    const { reference, link } = await openLink(token, origin);
    const password = normalizePassword(typed);
    const { has: isBreached } = await readPasswordList();
    requireAcceptablePassword(password, link, { ...deps, isBreached });

    const { emailKey } = link;
    using place = hashQueue.reserve(networkPath(origin.network));
    const tries = await throttle.triesOf([
      { policy: activationByLink, subject: reference.id },
      { policy: activationByAddress, subject: emailKey },
    ]);
    const { mailbox, outcome } = await passwordBatches.count({ emailKey, tries });
    const admission = await throttle.requireAdmitted(outcome);
    try {
      if (!mailbox) throw linkUnknown();
      const taken = passwordsOfSiblings(mailbox, link);
      const check = await hasher.check(password, mailbox.passwordSalt, taken, place);
      if (check.matched !== undefined) throw takenBySibling();

      const now = clock.now();
      const { requestId } = origin;
      await db.atHome(
        emailKey,
        (tx) => redeem(tx, { reference, link, check, admission, now, requestId }),
        reference.schoolId,
      );
      return {
        pupil: { firstName: link.firstName },
        email: link.email,
        activatedAt: now,
        schoolContact: link.schoolContact,
        loginDevice: loginDevices.issue(emailKey, loginDeviceTokens),
      };
    } catch (error) {
      await throttle.release(admission);
      // The response reveals that the caller guessed a sibling's password, so it counts as a failed
      // login.
      if (isTakenBySibling(error)) await throttle.addFailure(loginOf(emailKey));
      throw error;
    }
  }

  /** Runs under the mailbox lock, so that a sibling cannot set the same password concurrently. */
  async function redeem(
    tx: Transaction,
    { reference, link, check, admission, now, requestId }: Redemption,
  ): Promise<void> {
    const { schoolId, id } = reference;
    const { current } = check;
    const { pupilId, homeAddressId, emailKey } = link;
    const [, mailbox, isConsumed] = await pipeline(tx, [
      lockMailbox(emailKey),
      findMailboxPasswords(emailKey),
      consumeLink(schoolId, id, now), // rolled back if a later statement throws
    ]);
    if (!mailbox) throw linkUnknown();
    const taken = passwordsOfSiblings(mailbox, link);
    if (taken.some(check.matches)) throw takenBySibling();
    if (!isConsumed) {
      requireOpenLink(await requireLink(tx, { schoolId, id }), now);
      throw linkUnknown();
    }
    const settled = await throttle.succeeding(admission, [loginOf(emailKey)]);
    // Independent statements, so that they can be pipelined while other transactions wait for the
    // lock.
    await Promise.all([
      pipeline(tx, [
        updatePassword(schoolId, homeAddressId, current, now),
        revokeHomeAccess(schoolId, [homeAddressId], now),
        // The owner of the mailbox may need another mail, so the cool-down ends; a stranger never
        // gets here.
        removeMailCoolDowns(mailsWithLinks.map((kind) => deps.coolDown.keyOf(emailKey, kind))),
        settled,
        enqueuePasswordNotice(
          { mailId: newId(now, random), emailKey, schoolId, homeAddressId },
          { locale: link.locale, createdAt: now },
        ),
      ]),
      deps.audit(tx, { schoolId, actor: theFamily, origin: { requestId } }, [
        { action: "password-made", pupilId, homeAddressIds: [homeAddressId] },
      ]),
    ]);
  }

  return {
    lookUp: async (token, origin) => {
      const { link } = await openLink(token, origin);
      const { purpose, firstName, schoolName, schoolContact, email, expiresAt } = link;
      const school = { name: schoolName, contact: schoolContact };
      return { purpose, pupil: { firstName }, school, email, expiresAt };
    },
    activate: (token, ...rest) => runInTurn(token, () => activate(token, ...rest)),
    listWaiting: async (email) => {
      const address = parseEmailAddress(email);
      if ("validationError" in address) return [];
      return await db.asService((tx) =>
        execute(tx, listWaitingChildren(address.emailKey, clock.now())),
      );
    },
  };
}

const loginOf = (emailKey: string): Attempt => ({ policy: loginByAddress, subject: emailKey });

function passwordsOfSiblings({ children }: MailboxPasswords, link: LinkSubject): PasswordHash[] {
  return children
    .filter(({ homeAddressId }) => homeAddressId !== link.homeAddressId)
    .map(({ password }) => password);
}

function isTakenBySibling(error: unknown): boolean {
  return error instanceof ServiceError && error.code === "password-taken-by-sibling";
}

function takenBySibling(): ServiceError {
  return new ServiceError(
    "password-taken-by-sibling",
    "Another child on this address has this password; choose another one.",
  );
}
