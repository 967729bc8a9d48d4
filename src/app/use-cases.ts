// Builds all use cases on one database, without HTTP and SMTP. Starts nothing: the service and each
// operator command build them.
import type { Config } from "../config/config.ts";
import { tokenLifetimeMaxSeconds } from "../domain/access-token.ts";
import type { Clock } from "../domain/clock.ts";
import type { WebhookVerifiers } from "../domain/mail/webhooks.ts";
import type { CallResult, LoginWay, Metrics } from "../domain/metrics.ts";
import type { Publisher } from "../domain/school/publisher.ts";
import { createAccessTokens } from "../security/access-token.ts";
import type { BreachedPasswords } from "../security/breached-passwords.ts";
import { createChangeCursors } from "../security/change-cursor.ts";
import { createCursors } from "../security/cursor.ts";
import { createHashQueue } from "../security/hash-queue.ts";
import { createLaunchTokens } from "../security/launch-token.ts";
import { createPasswordHasher, type PasswordHashCost } from "../security/password-hash.ts";
import type { Random } from "../security/random.ts";
import { createRemoteKeys } from "../security/remote-keys.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import { createWebhookSender } from "../security/webhooks/webhook-sender.ts";
import { createRecordBounce } from "../services/background/bounces.ts";
import { createExpiredInvitationService } from "../services/background/expired-invitations.ts";
import { createMailEventService } from "../services/background/mail-events.ts";
import { createPasswordEncryptionService } from "../services/background/password-encryption.ts";
import { createReminderService } from "../services/background/reminders.ts";
import { createRetentionService } from "../services/background/retention.ts";
import { createSecretKeyCheck } from "../services/background/secret-key-check.ts";
import { type AppendLines, createTombstoneService } from "../services/background/tombstones.ts";
import {
  createWebhookNoticeService,
  type FailedNotice,
} from "../services/background/webhook-notices.ts";
import { createActivationService } from "../services/family/activations.ts";
import { createProposalService } from "../services/family/address-proposals.ts";
import { createDeclineService } from "../services/family/declines.ts";
import { createDeviceService } from "../services/family/devices.ts";
import { createHomeSessionService } from "../services/family/home-sessions.ts";
import { createLaunchService } from "../services/family/launches.ts";
import { createLinkRequestService } from "../services/family/link-requests.ts";
import { createLoginDevices } from "../services/family/login-devices.ts";
import { createPasswordBatches } from "../services/family/password-batches.ts";
import { createPictureSessionService } from "../services/family/picture-sessions.ts";
import { createResolveActivationLink } from "../services/family/resolve-activation-link.ts";
import { createSessionTokens } from "../services/family/session-tokens.ts";
import { createApiClientService } from "../services/operator/api-clients.ts";
import { createBouncedMailService } from "../services/operator/bounced-mail.ts";
import { createPublisherService } from "../services/operator/publishers.ts";
import { createRestoreService } from "../services/operator/restores.ts";
import { createSchoolService } from "../services/operator/schools.ts";
import { createSigningKeyService } from "../services/operator/signing-keys.ts";
import { createTokenIssuerService } from "../services/operator/token-issuers.ts";
import { createHonourTombstones } from "../services/operator/tombstones.ts";
import { createWebhookService } from "../services/operator/webhooks.ts";
import { createActivationMailService } from "../services/school/activation-mails.ts";
import { createAddressProposalService } from "../services/school/address-proposals.ts";
import { createAuditEventService } from "../services/school/audit-events.ts";
import { createBulkActivationService } from "../services/school/bulk-activations.ts";
import { createGroupService } from "../services/school/groups.ts";
import { createHomeLoginService } from "../services/school/home-login.ts";
import { createHomeLoginChangeService } from "../services/school/home-login-changes.ts";
import { createHomeLoginListService } from "../services/school/home-login-list.ts";
import { createLetterService } from "../services/school/letters.ts";
import { createPersonalDataService } from "../services/school/personal-data.ts";
import { createPictureCodeService } from "../services/school/picture-codes.ts";
import { createPupilService } from "../services/school/pupils.ts";
import { createRosterService } from "../services/school/rosters.ts";
import { createSchoolSettingsService } from "../services/school/school-settings.ts";
import { createAddAddress } from "../services/shared/additional-address.ts";
import { createAudit, createOperatorAudit } from "../services/shared/audit.ts";
import { createErasePupil } from "../services/shared/erasure.ts";
import { createFamilyAccess } from "../services/shared/family-access.ts";
import { createHeavyWork, heavy } from "../services/shared/heavy-work.ts";
import { createHomeLoginWriter } from "../services/shared/home-login-writer.ts";
import { createInvite } from "../services/shared/invitations.ts";
import { createMailCoolDown } from "../services/shared/mail-cool-down.ts";
import { createPseudonymService } from "../services/shared/pseudonyms.ts";
import { createSchoolAccess } from "../services/shared/school-access.ts";
import { createThrottle } from "../services/shared/throttle.ts";
import { createFindUndeliverableDomains } from "../services/shared/undeliverable-domains.ts";
import { withOutcomeMetrics } from "../services/shared/with-outcome-metrics.ts";
import type { Database } from "../store/database.ts";

export interface UseCaseDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly metrics: Metrics;
  /** Resolves to the list of breached passwords once it is loaded. */
  readonly readPasswordList: () => Promise<Pick<BreachedPasswords, "has">>;
  /** Whether mail can be sent to a domain. */
  readonly takesMail: (domain: string) => Promise<boolean>;
  /** Checks of the senders of delivery events. */
  readonly senders: WebhookVerifiers;
  readonly passwordHashCost: PasswordHashCost;
  /** Replaces the launch URLs of the catalogue, in development. */
  readonly launchUrlOf?: (publisher: Publisher) => string;
  /** Lets webhooks call the own machine without encryption. Only tests set it. */
  readonly allowsLoopbackWebhooks?: boolean;
  readonly reportFailedNotice?: (failed: FailedNotice) => void;
  /** Called when another process uses a secret key that this one does not have. */
  readonly onUnknownKey?: (error: Error) => void;
  /** Appends to the file of tombstones, if there is one. */
  readonly appendTombstones?: AppendLines | undefined;
  readonly settings: Pick<
    Config,
    | "publicUrl"
    | "activationLinkLifetimeSeconds"
    | "passwordResetLinkLifetimeSeconds"
    | "letterLifetimeDays"
    | "mailCoolDownSeconds"
    | "homeSessionLifetimeSeconds"
    | "auditRetentionDays"
    | "passwordLengthMin"
    | "passwordHashesParallelMax"
    | "passwordHashesWaitingMax"
    | "databaseConnectionsMax"
  >;
}

export type UseCases = ReturnType<typeof createUseCases>;

export function createUseCases(deps: UseCaseDependencies) {
  const { clock, random, keys, metrics, settings } = deps;
  const coolDown = createMailCoolDown({ keys, ...settings });
  const audit = createAudit(deps);
  const throttle = createThrottle(deps);
  const loginDevices = createLoginDevices(deps);
  const { admit, ...access } = createSchoolAccess(deps);
  const recordBounce = createRecordBounce({ clock, audit });
  const hasher = createPasswordHasher({ keys, random, cost: deps.passwordHashCost });
  const hashQueue = createHashQueue({
    parallelMax: settings.passwordHashesParallelMax,
    waitingMax: settings.passwordHashesWaitingMax,
  });
  const passwordBatches = createPasswordBatches({ ...deps, hashQueue });
  const { invite, inviteNew } = createInvite({
    random,
    lifetimes: {
      activationSeconds: settings.activationLinkLifetimeSeconds,
      passwordResetSeconds: settings.passwordResetLinkLifetimeSeconds,
    },
    coolDown,
  });
  const changeHomeLogins = createHomeLoginWriter({ random, inviteNew, audit, coolDown });
  const signingKeys = createSigningKeyService({ ...deps, tokenLifetimeMaxSeconds });
  const signing = { signingKeys, clock, publicUrl: settings.publicUrl };
  const accessTokens = createAccessTokens(signing);
  const sessionTokens = createSessionTokens({
    ...deps,
    accessTokens,
    lifetimeSeconds: settings.homeSessionLifetimeSeconds,
  });
  const homeSessions = createHomeSessionService({
    ...deps,
    hasher,
    hashQueue,
    passwordBatches,
    throttle,
    loginDevices,
    sessionTokens,
  });
  const countLogin = (way: LoginWay) => (result: CallResult) => metrics.countLogin(way, result);
  const pseudonyms = createPseudonymService(deps);
  const changeCursors = createChangeCursors(deps);
  const isLoopbackAllowed = deps.allowsLoopbackWebhooks ?? false;
  const shared = {
    ...deps,
    audit,
    throttle,
    loginDevices,
    ...access,
    inOwnHome: createFamilyAccess(deps),
    accessTokens,
    sessionTokens,
    openLink: createResolveActivationLink({ ...deps, throttle }),
    recordBounce,
    hasher,
    hashQueue,
    passwordBatches,
    invite,
    changeHomeLogins,
    erasePupil: createErasePupil({ throttle, audit }),
    addAddress: createAddAddress({ random, changeHomeLogins, coolDown }),
    findUndeliverableDomains: createFindUndeliverableDomains(deps),
    coolDown,
  };

  const activations = createActivationService({
    ...shared,
    passwordLengthMin: settings.passwordLengthMin,
  });
  const pictureSessions = createPictureSessionService(shared);

  const schools = createSchoolService(shared);
  const apiClients = createApiClientService(shared);
  const remoteKeys = createRemoteKeys({ clock });
  const tokenIssuers = createTokenIssuerService({ ...shared, remoteKeys });
  const restored = { ...shared, schools, apiClients, tokenIssuers };
  const honourTombstones = createHonourTombstones(restored);

  const heavyWork = createHeavyWork();
  const homeLoginReports = createHomeLoginListService(shared);
  const activationMails = createActivationMailService(shared);
  const personalData = createPersonalDataService({ ...shared, pseudonyms });

  return {
    admit,
    cursors: createCursors(deps),
    heavyWork,
    recordBounce,
    passwordHashLoad: hashQueue.load,
    passwordHashesComputed: hashQueue.computed,
    passwordEncryption: createPasswordEncryptionService(shared),
    secretKeyCheck: createSecretKeyCheck({ onUnknownKey: () => {}, ...deps }),
    schools,
    apiClients,
    tokenIssuers,
    publishers: createPublisherService({ ...deps, auditOfOperator: createOperatorAudit(deps) }),
    restores: createRestoreService({ ...shared, signingKeys, pseudonyms, honourTombstones }),
    accessTokens,
    signingKeys,
    schoolSettings: createSchoolSettingsService(shared),
    rosters: createRosterService(shared),
    groups: createGroupService(shared),
    pupils: createPupilService(shared),
    homeLogins: createHomeLoginService(shared),
    letters: createLetterService(shared),
    addressProposals: createAddressProposalService(shared),
    proposals: createProposalService(shared),
    bulkActivations: createBulkActivationService(shared),
    activationMails: { send: heavy(heavyWork, activationMails.send) },
    homeLoginReports: {
      ...homeLoginReports,
      listAll: heavy(heavyWork, homeLoginReports.listAll),
    },
    homeLoginChanges: createHomeLoginChangeService({ ...shared, cursors: changeCursors }),
    webhooks: createWebhookService({ ...deps, isLoopbackAllowed }),
    webhookNotices: createWebhookNoticeService({
      ...deps,
      cursors: changeCursors,
      sendNotice: createWebhookSender({ isLoopbackAllowed }),
      reportFailedNotice: deps.reportFailedNotice ?? (() => {}),
    }),
    expiredInvitations: createExpiredInvitationService(deps),
    auditEvents: createAuditEventService(shared),
    personalData: { ...personalData, get: heavy(heavyWork, personalData.get) },
    activationDeclinations: createDeclineService(shared),
    activations: {
      ...activations,
      activate: withOutcomeMetrics(metrics.countActivation, activations.activate),
    },
    linkRequests: createLinkRequestService(shared),
    homeSessions: {
      ...homeSessions,
      create: withOutcomeMetrics(countLogin("password"), homeSessions.create),
    },
    devices: createDeviceService(shared),
    pictureCodes: createPictureCodeService(shared),
    pictureSessions: {
      ...pictureSessions,
      create: withOutcomeMetrics(countLogin("pictures"), pictureSessions.create),
    },
    pseudonyms,
    throttle,
    launches: createLaunchService({
      db: deps.db,
      homeSessions,
      pseudonyms,
      launchTokens: createLaunchTokens(signing),
      ...(deps.launchUrlOf && { launchUrlOf: deps.launchUrlOf }),
    }),
    mailEvents: createMailEventService(shared),
    bouncedMail: createBouncedMailService(shared),
    reminders: createReminderService(shared),
    tombstones: createTombstoneService({ ...deps, appendLines: deps.appendTombstones }),
    retention: createRetentionService({
      ...shared,
      auditRetentionDays: settings.auditRetentionDays,
    }),
  };
}
