// Login of the youngest pupils: a remembered device, a child of its family, and four pictures in
// order.
import { addSeconds, type Clock } from "../../domain/clock.ts";
import { deviceLifetimeSeconds } from "../../domain/device.ts";
import { ServiceError } from "../../domain/errors.ts";
import { networkPath } from "../../domain/network.ts";
import {
  layOutPictures,
  type Picture,
  parsePictureCode,
  picturesOff,
} from "../../domain/picture-code.ts";
import type { HashQueue } from "../../security/hash-queue.ts";
import type { PasswordCheck, PasswordHash, PasswordHasher } from "../../security/password-hash.ts";
import { isId, type Random } from "../../security/random.ts";
import { hashSecret } from "../../security/secret.ts";
import {
  deviceByNetwork,
  picturesByChild,
  picturesByDevice,
} from "../../security/throttle-policies.ts";
import { type Database, execute } from "../../store/database.ts";
import { findDevice, touchDevice } from "../../store/family/devices.ts";
import { lockMailbox } from "../../store/family/mailboxes.ts";
import {
  findPictureCode,
  type PictureCodeRow,
  updatePictureCodeHash,
} from "../../store/family/picture-codes.ts";
import { secretOf } from "../shared/picture-secret.ts";
import {
  type Attempt,
  byNetworks,
  closedRetryAfterSeconds,
  type Throttle,
} from "../shared/throttle.ts";
import type { IssuedSession, SessionTokens } from "./session-tokens.ts";

export interface PictureLogin {
  readonly deviceToken: string;
  readonly pupilId: string;
  /** In the order in which the child chose them. */
  readonly pictures: readonly string[];
}

export interface PictureSessionService {
  /**
   * Throws `wrong-pictures` for every reason alike, `too-many-requests`, and `pictures-off` after
   * too many failures, until a login with the child's password resets them.
   */
  create(login: PictureLogin, network: string): Promise<IssuedSession>;
  /** Returns all pictures in a new random order, so that positions on the screen reveal no code. */
  layOut(): Picture[];
}

interface KnownCode {
  readonly tokenHash: Buffer;
  readonly deviceId: string;
  readonly emailKey: string;
  readonly pupilId: string;
  readonly code: PictureCodeRow;
}

export function createPictureSessionService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly hasher: PasswordHasher;
  readonly hashQueue: HashQueue;
  readonly throttle: Throttle;
  readonly sessionTokens: SessionTokens;
}): PictureSessionService {
  const { db, clock, random, hasher, hashQueue, throttle } = deps;

  async function create(login: PictureLogin, network: string): Promise<IssuedSession> {
    const chosen = parsePictureCode(login.pictures);
    const known = await findKnown(login);
    if (!chosen || !known) {
      await throttle.admit(byNetworks(deviceByNetwork, network));
      throw wrongPictures();
    }
    const { code, deviceId } = known;
    using place = hashQueue.reserve(networkPath(network));
    const subject = code.homeAddressId;
    // Delays belong to the device: a brother's wrong guesses on his device must not delay the child
    // on hers.
    const attempts = [
      { policy: picturesByDevice, subject: `${deviceId} ${subject} ${code.madeAt.getTime()}` },
      { policy: picturesByChild, subject },
    ] as const;
    const admission = await throttle.admit(attempts).catch((error: unknown) => {
      throw isClosed(error) ? picturesOff() : error;
    });
    // Concurrent attempts count one by one, so the eleventh sees that it is over the limit.
    if (admission.some(({ policy, failures }) => failures > (policy.closesAt ?? failures))) {
      throw picturesOff();
    }
    const stored = [hashOf(code)];
    const check = await hasher.check(secretOf(chosen), code.codeSalt, stored, place);
    if (check.matched === undefined) throw wrongPictures();
    return await open(known, check, attempts);
  }

  async function findKnown({ deviceToken, pupilId }: PictureLogin): Promise<KnownCode | undefined> {
    if (!isId(pupilId)) return undefined;
    const tokenHash = hashSecret(deviceToken);
    return await db.asService(async (tx) => {
      const device = await findDevice(tx, tokenHash, clock.now());
      if (!device) return undefined;
      const { id: deviceId, emailKey } = device;
      const code = await execute(tx, findPictureCode(emailKey, pupilId));
      return code && { tokenHash, deviceId, emailKey, pupilId, code };
    });
  }

  /**
   * Runs under the mailbox lock, so that forgetting the device or resetting the code also ends this
   * session.
   */
  async function open(
    { tokenHash, emailKey, pupilId, code }: KnownCode,
    check: PasswordCheck,
    [byDevice, byChild]: readonly [Attempt, Attempt],
  ): Promise<IssuedSession> {
    const { schoolId, homeAddressId } = code;
    return await db.atHome(
      emailKey,
      async (tx) => {
        await execute(tx, lockMailbox(emailKey));
        const now = clock.now();
        const device = await findDevice(tx, tokenHash, now);
        const still = await execute(tx, findPictureCode(emailKey, pupilId));
        if (!device || !still || !check.matches(hashOf(still))) throw wrongPictures(); // changed since
        if (check.isOutdated(hashOf(still))) await updatePictureCodeHash(tx, still, check.current);
        const expiresAt = addSeconds(now, deviceLifetimeSeconds);
        await touchDevice(tx, device.id, { lastUsedAt: now, expiresAt });
        const opening = { schoolId, homeAddressId, deviceId: device.id };
        const { statement, issue } = deps.sessionTokens.open(opening);
        const subject = await execute(tx, statement);
        if (!subject) throw wrongPictures();
        await execute(tx, await throttle.resettingPart(byDevice, byChild));
        return issue(subject);
      },
      schoolId,
    );
  }

  return { create, layOut: () => layOutPictures(random.fraction) };
}

function hashOf({ codeHash: hash, codeKeyId: keyId }: PictureCodeRow): PasswordHash {
  return { hash, keyId };
}

/** Whether the limit of failures in a row is reached, so that waiting does not help. */
function isClosed(error: unknown): boolean {
  return error instanceof ServiceError && error.retryAfterSeconds === closedRetryAfterSeconds;
}

function wrongPictures(): ServiceError {
  return new ServiceError("wrong-pictures", "The device, the child or the pictures are wrong.");
}
