// Webhooks of portals, set by the operator: a target that callers could choose would let them choose what
// the service calls.
import { validate } from "uuid";
import type { Clock } from "../../domain/clock.ts";
import { invalidRequest } from "../../domain/errors.ts";
import { targetErrors } from "../../domain/feed/webhook.ts";
import { decrypt, encrypt } from "../../security/encryption.ts";
import { newId, type Random } from "../../security/random.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import { newWebhookSecret } from "../../security/webhooks/webhook-signature.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import { findClient } from "../../store/operator/api-clients.ts";
import { findIssuer } from "../../store/operator/token-issuers.ts";
import {
  insertWebhook,
  type ListedWebhook,
  listWebhooks,
  removeWebhook,
} from "../../store/operator/webhooks.ts";

export interface NewWebhook {
  /** Exactly one of `clientId` and `iss`. */
  readonly clientId?: string | undefined;
  readonly iss?: string | undefined;
  readonly url: string;
}

export interface WebhookView extends Omit<ListedWebhook, "encryptedUrl"> {
  /** Without its path and query, which can contain a secret; `null` when no secret key decrypts it. */
  readonly origin: string | null;
}

export interface WebhookService {
  /**
   * Adds a webhook of a client (coordinator or portal) or of a portal that signs its own tokens, and
   * returns the secret of its signatures, which cannot be read again. Throws `invalid-request`.
   */
  add(webhook: NewWebhook): Promise<{ readonly id: string; readonly secret: string }>;
  /** Lists webhooks, the oldest first. */
  list(): Promise<readonly WebhookView[]>;
  remove(id: string): Promise<boolean>;
}

export function createWebhookService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  /** Only tests set it. */
  readonly isLoopbackAllowed?: boolean;
}): WebhookService {
  const { db, clock, random, keys, isLoopbackAllowed = false } = deps;

  async function ownerOf(tx: Transaction, { clientId, iss }: NewWebhook) {
    if ((clientId === undefined) === (iss === undefined)) {
      throw invalidRequest([{ pointer: "/clientId", detail: "Give either --client-id or --iss." }]);
    }
    if (iss !== undefined) {
      const issuer = await findIssuer(tx, iss);
      if (!issuer) throw invalidRequest([{ pointer: "/iss", detail: "is not a trusted issuer" }]);
      return { clientId: null, issuerId: issuer.id };
    }
    const client = validate(clientId) ? await execute(tx, findClient(`${clientId}`)) : undefined;
    if (!client || client.role === "teacher") {
      throw invalidRequest([
        { pointer: "/clientId", detail: "is not a client with the role coordinator or portal" },
      ]);
    }
    return { clientId: client.id, issuerId: null };
  }

  return {
    add: (webhook) =>
      db.asService(async (tx) => {
        const errors = targetErrors(webhook.url, { isLoopbackAllowed });
        if (errors.length > 0) throw invalidRequest(errors);
        const owner = await ownerOf(tx, webhook);
        const now = clock.now();
        const id = newId(now, random);
        const secret = newWebhookSecret(random);
        const sealed = (text: string) => encrypt(keys, "webhook", Buffer.from(text), random);
        await execute(
          tx,
          insertWebhook(
            {
              id,
              ...owner,
              encryptedUrl: sealed(webhook.url),
              encryptedSecret: sealed(secret),
              secretKeyId: keys[0].id,
              createdAt: now,
            },
            newId(now, random),
          ),
        );
        return { id, secret };
      }),

    list: async () => {
      const rows = await db.asService((tx) => execute(tx, listWebhooks()));
      return rows.map(({ encryptedUrl, ...webhook }) => {
        const url = decrypt(keys, "webhook", encryptedUrl);
        return { ...webhook, origin: url ? new URL(url.toString()).origin : null };
      });
    },

    remove: async (id) => validate(id) && (await db.asService((tx) => removeWebhook(tx, id))),
  };
}
