// Example of everything that is stored about one pupil.
import {
  activatedAt,
  auditEvent,
  device,
  eckId,
  email,
  expiresAt,
  invitedAt,
  pupilId,
  pupilName,
} from "./values.ts";

const mail = {
  kind: "activation",
  locale: "nl",
  createdAt: invitedAt,
  settledAt: "2026-09-01T09:12:47.000Z",
  outcome: "sent",
  reason: null,
  attempts: [
    { attemptedAt: "2026-09-01T09:12:47.000Z", outcome: "sent", answer: "250 2.0.0 queued" },
  ],
};

export const personalDataExamples = {
  PersonalData: {
    pupil: {
      id: pupilId,
      externalId: "1001",
      eckId,
      ...pupilName,
      picture: null,
      leftAt: null,
      homeLoginUpdatedAt: invitedAt,
    },
    groups: [
      { externalId: "G2A", name: "2A", yearGroup: "2", isOwn: true },
      { externalId: "REK1", name: "Rekenen 1", yearGroup: null, isOwn: false },
    ],
    addresses: [
      {
        email,
        status: "activated",
        hasPassword: true,
        invitedAt,
        expiresAt: null,
        activatedAt,
        bouncedAt: null,
        bounceReason: null,
        withdrawnAt: null,
        links: [
          {
            purpose: "activation",
            createdAt: invitedAt,
            expiresAt,
            usedAt: activatedAt,
            replacedAt: null,
          },
        ],
        pictureCodeMadeAt: "2026-09-07T17:21:09.000Z",
        sessions: [
          {
            createdAt: "2026-09-14T15:02:10.000Z",
            expiresAt: "2026-09-15T15:02:10.000Z",
            endedAt: null,
            deviceId: device.id,
          },
        ],
        devices: [device],
        mails: [mail],
      },
    ],
    removedAddresses: [],
    letter: { createdAt: invitedAt, expiresAt: "2026-11-30T09:12:44.000Z" },
    proposedAddresses: [{ email, status: "accepted", proposedAt: invitedAt, settledAt: invitedAt }],
    publishers: [
      {
        key: "malmberg",
        name: "Malmberg",
        pseudonym: "b3RoZXItcHVwaWwtYXQtdGhpcy1wdWJsaXNoZXI",
        firstName: pupilName.firstName,
        groupName: null,
        eckId,
        brin: "01AB",
      },
    ],
    homeLoginChanges: [
      { occurredAt: "2026-09-01T09:12:44.000Z", type: "invited" },
      { occurredAt: "2026-09-01T18:30:05.000Z", type: "activated" },
    ],
    auditEvents: [
      {
        id: "01a05e3c-4bc8-7c02-9d03-223344556677",
        occurredAt: "2026-09-01T18:30:05.000Z",
        actor: { kind: "family", id: null, person: null },
        action: "password-made",
        pupilId,
        emails: [email],
        details: {},
        requestId: "01a05e3c-4bc7-7d3e-8e11-bbccddeeff00",
        network: null,
      },
      auditEvent,
    ],
  },
};
