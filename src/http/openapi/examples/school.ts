// Examples of the bodies that schools send and receive.
import {
  activatedAt,
  auditEvent,
  email,
  expiresAt,
  group,
  invitedAt,
  mistypedEmail,
  picture,
  pupilId,
  pupilName,
} from "./values.ts";

const pupil = {
  id: pupilId,
  externalId: "1001",
  ...pupilName,
  ...picture,
  homeLogin: {
    enabled: true,
    addresses: [
      { email, status: "activated" },
      { email: mistypedEmail, status: "bounced" },
    ],
  },
};
const classmate = {
  id: "01a057e1-2b3d-7e4f-8061-72839405161c",
  externalId: "1002",
  firstName: "Youssef",
  infix: null,
  lastName: "Amrani",
  picture: null,
  pictureUrl: null,
  homeLogin: { enabled: false, addresses: [] },
};
const invited = {
  status: "invited",
  invitedAt,
  activatedAt: null,
  expiresAt,
  mail: { status: "waiting", sentAt: null, reason: null },
};
/** Just after both addresses were entered. */
const changedHomeLogin = {
  enabled: true,
  addresses: [
    { email, ...invited },
    { email: mistypedEmail, ...invited },
  ],
  updatedAt: invitedAt,
  warnings: [
    {
      pointer: "/emails/1",
      detail: "looks mistyped after the @",
      suggestion: "opa@gmail.com",
    },
  ],
};
/** Some hours later: one password was set, one mail bounced. */
const homeLogin = {
  enabled: true,
  addresses: [
    {
      email,
      status: "activated",
      invitedAt,
      activatedAt,
      expiresAt: null,
      mail: { status: "sent", sentAt: "2026-09-01T09:12:47.000Z", reason: null },
    },
    {
      email: mistypedEmail,
      status: "bounced",
      invitedAt,
      activatedAt: null,
      expiresAt,
      mail: { status: "bounced", sentAt: null, reason: "domain-unknown" },
    },
  ],
  updatedAt: invitedAt,
};
const settings = {
  name: "De Regenboog",
  networkEnvironment: null,
  networkEnvironmentUrl: null,
  homeLoginBesideNetworkEnvironment: false,
  locale: "nl",
  contact: "info@regenboog.example",
  letters: "ask",
  retentionDays: 30,
  activationLinkDays: null,
  wholeSchoolRoles: ["IB", "DIR"],
  publishers: ["malmberg"],
};

export const schoolExamples = {
  School: { brin: "01AB", ...settings },
  PublisherList: {
    items: [
      {
        key: "malmberg",
        name: "Malmberg",
        homeUse: true,
        needs: ["first-name", "eck-id", "school"],
        enabled: true,
      },
      { key: "zwijsen", name: "Zwijsen", homeUse: true, needs: [], enabled: false },
    ],
  },
  SchoolUpdate: { retentionDays: 30, wholeSchoolRoles: ["IB", "DIR"] },
  Group: group,
  Pupil: pupil,
  PupilUpdate: { picture: "owl" },
  GroupUpdate: { loginMethod: "picture" },
  GroupPage: { items: [group], next: null },
  GroupScreen: {
    ...group,
    teachers: [
      {
        id: "01a057e0-6b7c-7d8e-9fa0-b1c2d3e4f506",
        externalId: "LK4",
        firstName: "Joke",
        infix: null,
        lastName: "Berk",
      },
    ],
    pupils: [classmate, pupil],
  },
  PupilPage: { items: [classmate, pupil], next: null },
  HomeLogin: homeLogin,
  HomeLoginRequest: { emails: [email, mistypedEmail] },
  ChangedHomeLogin: changedHomeLogin,
  ActivationMailsRequest: {},
  ActivationMails: {
    queued: [{ email: mistypedEmail }],
    skipped: [{ email, reason: "activated" }],
  },
  ReportedPupilPage: {
    items: [
      {
        id: pupilId,
        externalId: "1001",
        ...pupilName,
        hasEckId: true,
        group: { id: group.id, name: group.name },
        addresses: [
          { email, status: "activated", since: activatedAt, reason: null, explanation: null },
          {
            email: mistypedEmail,
            status: "bounced",
            since: "2026-09-01T09:12:48.000Z",
            reason: "domain-unknown",
            explanation: "Wat er achter het apenstaartje staat, bestaat niet. Kijk het adres na.",
          },
        ],
      },
    ],
    next: null,
  },
  BulkActivationRequest: {
    rows: [
      { externalId: "1001", emails: [email, mistypedEmail] },
      { externalId: "1002", emails: ["moeder@example.nl"] },
    ],
  },
  BulkActivation: {
    counts: { invited: 1, changed: 0, unchanged: 0, skipped: 0, refused: 1 },
    rows: [
      {
        row: 1,
        externalId: "1001",
        pupilId,
        outcome: "invited",
        warnings: changedHomeLogin.warnings.map((warning) => ({
          ...warning,
          pointer: `/rows/0${warning.pointer}`,
        })),
      },
      {
        row: 2,
        externalId: "9999",
        pupilId: null,
        outcome: "refused",
        problem: {
          type: "https://thuisinlog.example/problems/not-found",
          title: "Not found",
          status: 404,
          detail: "The school has no such pupil.",
          instance: "/v1/bulk-activations",
        },
      },
    ],
  },
  BulkActivationMailsRequest: { statuses: ["expired", "bounced"] },
  BulkActivationMails: {
    counts: { queued: 1, skipped: 1 },
    items: [
      {
        pupilId: classmate.id,
        externalId: "1002",
        firstName: "Youssef",
        infix: null,
        lastName: "Amrani",
        group: { id: group.id, name: group.name },
        email: "moeder@example.nl",
        status: "expired",
        outcome: "queued",
      },
      {
        pupilId,
        externalId: "1001",
        ...pupilName,
        group: { id: group.id, name: group.name },
        email: mistypedEmail,
        status: "bounced",
        outcome: "skipped",
        reason: "mail-waiting",
      },
    ],
  },
  AuditEventPage: { items: [auditEvent], next: null },
};
