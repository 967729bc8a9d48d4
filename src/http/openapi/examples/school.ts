// Examples of the bodies that schools send and receive.
import { auditEvent, device, email, group, pupilId, pupilName } from "./values.ts";

const otherEmail = "opa@example.nl";
const invitedAt = "2026-09-01T09:12:44.000Z";
const activatedAt = "2026-09-01T18:30:05.000Z";
const pupil = {
  id: pupilId,
  externalId: "10001",
  ...pupilName,
  picture: "zon",
  homeLogin: { enabled: true, addresses: [{ email, status: "activated" }] },
};
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
      email: "opa@exmaple.nl",
      status: "bounced",
      invitedAt,
      activatedAt: null,
      expiresAt: "2026-09-15T09:12:44.000Z",
      mail: { status: "bounced", sentAt: null, reason: "domain-unknown" },
    },
  ],
  updatedAt: invitedAt,
};
const warning = {
  pointer: "/emails/1",
  detail: "The domain looks like a typing error.",
  suggestion: otherEmail,
};
const settings = {
  name: "De Regenboog",
  networkEnvironment: null,
  networkEnvironmentUrl: null,
  homeLoginBesideNetworkEnvironment: false,
  locale: "nl",
  retentionDays: 30,
  activationLinkDays: null,
  wholeSchoolRoles: ["IB", "DIR"],
  publishers: ["malmberg"],
};
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

const edexml = `<?xml version="1.0" encoding="UTF-8"?>
<EDEX>
  <school><brincode>01AB</brincode><xsdversie>2.1</xsdversie></school>
  <groepen>
    <groep key="G4A"><naam>4A</naam><jaargroep>4</jaargroep></groep>
  </groepen>
  <leerlingen>
    <leerling key="10001">
      <achternaam>Hof</achternaam><voorvoegsel>van der</voorvoegsel><roepnaam>Sanne</roepnaam>
      <groep key="G4A"/>
    </leerling>
  </leerlingen>
  <leerkrachten>
    <leerkracht key="LK4">
      <achternaam>Berk</achternaam><roepnaam>Joke</roepnaam>
      <groepen><groep key="G4A"/></groepen>
    </leerkracht>
  </leerkrachten>
</EDEX>
`;

const none = { added: [], changed: [], left: [], unchanged: [] };
const counts = { added: 0, changed: 0, left: 0, unchanged: 1 };

export const schoolExamples = {
  School: { brin: "01AB", ...settings },
  SchoolUpdate: { retentionDays: 30, wholeSchoolRoles: ["IB", "DIR"] },
  RosterRequest: {
    groups: [{ externalId: "G4A", name: "4A", yearGroup: "4" }],
    teachers: [{ externalId: "LK4", firstName: "Joke", lastName: "Berk", groups: ["G4A"] }],
    pupils: [{ externalId: "10001", ...pupilName, group: "G4A" }],
  },
  EdexmlDocument: edexml,
  RosterChange: {
    counts: {
      groups: counts,
      teachers: counts,
      pupils: { added: 1, changed: 0, moved: 0, left: 0, returned: 0, unchanged: 0 },
    },
    needsConfirmation: false,
    groups: { ...none, unchanged: ["G4A"] },
    teachers: { ...none, unchanged: ["LK4"] },
    pupils: { ...none, added: ["10001"], moved: [], returned: [] },
  },
  Group: group,
  GroupUpdate: { loginMethod: "picture" },
  GroupPage: { items: [group], next: null },
  GroupScreen: {
    ...group,
    pupilCount: 1,
    homeLoginCount: 1,
    teachers: [
      {
        id: "0198f0e0-6b7c-7d8e-9fa0-b1c2d3e4f506",
        externalId: "LK4",
        firstName: "Joke",
        infix: null,
        lastName: "Berk",
      },
    ],
    pupils: [pupil],
  },
  PupilPage: { items: [pupil], next: null },
  HomeLogin: homeLogin,
  HomeLoginRequest: { emails: [email, otherEmail] },
  ChangedHomeLogin: { ...homeLogin, warnings: [warning] },
  ActivationMailsRequest: { email },
  ActivationMails: { queued: [{ email }], skipped: [{ email: otherEmail, reason: "cool-down" }] },
  ReportedPupilPage: {
    items: [
      {
        id: pupilId,
        externalId: "10001",
        ...pupilName,
        group: { id: group.id, name: group.name },
        addresses: [
          { email, status: "activated", since: activatedAt, reason: null, explanation: null },
        ],
      },
    ],
    next: null,
  },
  HomeLoginTable:
    "externalId;firstName;infix;lastName;group;email;status;since;explanation\r\n10001;Sanne;van der;Hof;4A;ouder@example.nl;activated;2026-09-01T18:30:05.000Z;\r\n",
  BulkActivationRequest: { rows: [{ externalId: "10001", emails: [email, otherEmail] }] },
  BulkActivationTable: "externalId;email1;email2\r\n10001;ouder@example.nl;opa@example.nl\r\n",
  BulkActivation: {
    counts: { invited: 1, changed: 0, unchanged: 0, refused: 0 },
    rows: [{ row: 1, externalId: "10001", pupilId, outcome: "invited" }],
  },
  BulkActivationOutcomes:
    "externalId;email1;email2;outcome;problem;suggestion\r\n10001;ouder@gmial.com;;invited;;ouder@gmail.com\r\n",
  AuditEventPage: { items: [auditEvent], next: null },
  PersonalData: {
    pupil: {
      id: pupilId,
      externalId: "10001",
      eckId: null,
      ...pupilName,
      picture: "zon",
      leftAt: null,
      homeLoginUpdatedAt: invitedAt,
    },
    groups: [{ externalId: "G4A", name: "4A", yearGroup: "4", isOwn: true }],
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
            expiresAt: "2026-09-15T09:12:44.000Z",
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
    auditEvents: [auditEvent],
  },
};
