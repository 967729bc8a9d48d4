// Webhooks of mail providers, which report delivery events.

export interface MailgunSignature {
  /** Seconds since 1970. */
  readonly timestamp: string;
  readonly token: string;
  /** In hexadecimal. */
  readonly signature: string;
}

/** Checks of the senders of delivery events. `undefined`: not configured. */
export interface WebhookVerifiers {
  /** Whether this is the operator's secret; compares in constant time. */
  readonly knowsSecret: ((secret: string) => boolean) | undefined;
  readonly isOfMailgun: ((signature: MailgunSignature) => boolean) | undefined;
  readonly sesTopic: SnsTopic | undefined;
}

/** Body of an SNS request to its subscribers. */
export interface SnsMessage {
  readonly Type: "Notification" | "SubscriptionConfirmation" | "UnsubscribeConfirmation";
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly SignatureVersion: string;
  readonly Signature: string;
  readonly SigningCertURL: string;
  readonly Subject?: string;
  readonly SubscribeURL?: string;
  readonly Token?: string;
}

export interface SnsTopic {
  /**
   * Whether SNS sent this message for the configured topic. Throws `unavailable` when the key of
   * SNS cannot be fetched.
   */
  verify(message: SnsMessage): Promise<boolean>;
  /** Confirms the subscription of a verified message. Throws `unavailable`. */
  subscribe(message: SnsMessage): Promise<void>;
}
