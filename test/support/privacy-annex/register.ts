// Register of every column of the database: what it holds, about whom, for which purpose and how long. The privacy annex is
// made from it, so its texts are Dutch. A column without an entry does not compile, and fails the test of the annex.
// The file is long because it is one table.
import type { PgTable } from "drizzle-orm/pg-core";
import { settings } from "../../../src/config/settings.ts";
import { deviceLifetimeSeconds } from "../../../src/domain/device.ts";
import { changesKeptDays } from "../../../src/domain/feed/home-login-change.ts";
import {
  settledProposalDays,
  waitingProposalDays,
} from "../../../src/domain/school/address-proposal.ts";
import * as audit from "../../../src/store/schema/audit.ts";
import * as credentials from "../../../src/store/schema/credentials.ts";
import * as home from "../../../src/store/schema/home.ts";
import * as changes from "../../../src/store/schema/home-login-changes.ts";
import * as letters from "../../../src/store/schema/letters.ts";
import * as mails from "../../../src/store/schema/mails.ts";
import * as rosters from "../../../src/store/schema/rosters.ts";
import * as schools from "../../../src/store/schema/schools.ts";
import * as tombstones from "../../../src/store/schema/tombstones.ts";
import * as webhooks from "../../../src/store/schema/webhooks.ts";

export const purposes = {
  login:
    "Thuis inloggen: een kind met het eigen wachtwoord of de eigen plaatjes bij de software van school laten.",
  invite: "Uitnodigen: de mail met de link versturen, en de school laten zien of die aankwam.",
  follow:
    "Volgen: een portaal van de school laten weten dat er aan een thuislogin iets veranderde.",
  organise:
    "Indelen: weten welke leerling in welke groep zit, en welke leerkracht die groep mag zien.",
  protect:
    "Beveiligen: raden van wachtwoorden en te veel mail tegenhouden, en toegang kunnen intrekken.",
  account: "Verantwoorden: achteraf kunnen nagaan wie wat heeft veranderd.",
  operate:
    "Werking: rijen bij elkaar houden, werk in de goede volgorde doen en de school instellen.",
} as const;

export const subjects = {
  pupil: "leerling",
  parent: "ouder of verzorger",
  teacher: "leerkracht of andere medewerker",
  none: "niemand: geen persoonsgegevens",
} as const;

const days = (seconds: number) => `${seconds / 86_400} dagen`;

export const retentions = {
  roster:
    "zolang de leerling op school zit, en daarna `retentionDays` van de school (gewoon 30 dagen)",
  address:
    "tot het adres wordt weggehaald, of `retentionDays` van de school (gewoon 30 dagen) nadat de leerling vertrok",
  link: "90 dagen nadat de link gebruikt, vervangen of verlopen is; de nieuwste link van een adres zolang het adres er is",
  letter: `tot een nieuwere brief, het vertrek van de leerling, of gewoon ${settings.letterLifetimeDays.default} dagen (\`${settings.letterLifetimeDays.variable}\`)`,
  proposal: `${settledProposalDays} dagen na het antwoord van de school, en zonder antwoord ${waitingProposalDays} dagen; nooit langer dan de leerling op school zit`,
  mail: "90 dagen nadat de mail verstuurd of opgegeven is; de nieuwste mail van een adres zolang het adres er is",
  notice: "tot 90 dagen nadat de mail verstuurd of opgegeven is",
  session: `tot uitloggen of verlopen, gewoon na ${days(Number(settings.homeSessionLifetimeSeconds.default))}`,
  device: `tot het wordt vergeten, of ${days(deviceLifetimeSeconds)} na het laatste gebruik`,
  linkRequest:
    "tot de aanvraag beantwoord is (gewoon binnen een minuut), en nooit langer dan een dag",
  audit: `gewoon ${settings.auditRetentionDays.default} dagen (\`${settings.auditRetentionDays.variable}\`); verwijzingen naar een adres zolang het adres er is`,
  change: `${changesKeptDays} dagen`,
  throttle:
    "tot de telling is afgelopen: uren, en na fouten achter elkaar bij een bekend adres hoogstens 90 dagen",
  coolDown: "hoogstens zes dagen na de laatste mail",
  credential: "tot de school wordt verwijderd; ingetrokken toegang blijft zichtbaar",
  teacher: "tot de leerkracht niet meer in het leerlingbestand staat",
  school: "tot de school wordt verwijderd",
  tombstone:
    "tot de rij naar een bestand buiten de database is geschreven (seconden), en nooit langer dan 30 dagen",
  service: "zolang de dienst bestaat, of tot de beheerder de rij verwijdert",
} as const;

export interface Entry {
  readonly holds: string;
  readonly about: keyof typeof subjects;
  readonly purpose: keyof typeof purposes;
  readonly retention: keyof typeof retentions;
}

type Given = string | ({ readonly holds: string } & Partial<Entry>);

export interface Section {
  readonly table: PgTable;
  readonly title: string;
  readonly about: Entry["about"];
  readonly purpose: Entry["purpose"];
  readonly retention: Entry["retention"];
  /** By the name of the property in the schema. A text takes the rest of the section. */
  readonly columns: Readonly<Record<string, Given>>;
}

/** Makes a section. Each column of the table must have an entry. */
function section<Table extends PgTable>(
  table: Table,
  rest: Omit<Section, "table" | "columns">,
  columns: Readonly<Record<keyof Table["_"]["columns"], Given>>,
): Section {
  return { table, ...rest, columns };
}

const ofNobody = { about: "none" } as const;
const school = { holds: "welke school", ...ofNobody, purpose: "operate" } as const;
const technical = (holds: string): Given => ({ holds, ...ofNobody, purpose: "operate" });

export const register: readonly Section[] = [
  section(
    rosters.pupils,
    { title: "Leerlingen", about: "pupil", purpose: "organise", retention: "roster" },
    {
      schoolId: school,
      id: technical("eigen nummer van de rij"),
      externalId: "sleutel uit de leerlingadministratie",
      eckId: {
        holds: "ECK iD (keten-ID); gaat alleen naar een uitgever die het nodig heeft",
        purpose: "login",
      },
      firstName: "roepnaam",
      infix: "tussenvoegsel",
      lastName: "achternaam",
      picture: { holds: "leerlingplaatje: de naam van een tekening, geen foto", purpose: "login" },
      leftAt: "wanneer de leerling van school ging",
      homeLoginUpdatedAt: {
        holds: "wanneer de thuislogin voor het laatst veranderde",
        purpose: "account",
      },
    },
  ),
  section(
    home.homeAddresses,
    { title: "E-mailadressen thuis", about: "parent", purpose: "login", retention: "address" },
    {
      schoolId: school,
      id: technical("eigen nummer van de rij"),
      pupilId: { holds: "welke leerling", about: "pupil" },
      slot: technical("eerste of tweede adres"),
      email: "e-mailadres zoals het is ingevuld; tegelijk de gebruikersnaam",
      emailKey: "hetzelfde adres in kleine letters, om mee te vergelijken",
      invitedAt: { holds: "wanneer het adres is uitgenodigd", purpose: "invite" },
      expiresAt: { holds: "wanneer de uitnodiging verloopt", purpose: "invite" },
      recordedExpiry: {
        holds: "welk verlopen van de uitnodiging al aan portalen is gemeld",
        purpose: "follow",
      },
      activatedAt: { holds: "wanneer het wachtwoord is gemaakt", about: "pupil" },
      bouncedAt: { holds: "wanneer een mail terugkwam", purpose: "invite" },
      bounceReason: { holds: "waarom een mail terugkwam", purpose: "invite" },
      passwordHash: {
        holds: "wachtwoord, alleen als versleutelde hash (argon2id)",
        about: "pupil",
      },
      passwordKeyId: technical("met welke sleutel de hash is versleuteld"),
      withdrawnAt: {
        holds: "wanneer de leerling vertrok; daarna werkt inloggen niet meer",
        about: "pupil",
      },
    },
  ),
  section(
    changes.homeLoginChanges,
    { title: "Wijzigingen voor portalen", about: "pupil", purpose: "follow", retention: "change" },
    {
      schoolId: school,
      transactionId: technical("volgorde van de wijzigingen"),
      number: technical("volgorde van de wijzigingen"),
      id: technical("eigen nummer van de rij"),
      occurredAt: "wanneer de thuislogin veranderde",
      type: "wat er veranderde, zoals ‘uitgenodigd’ of ‘wachtwoord gemaakt’; nooit het adres",
      pupilId:
        "welke leerling, alleen als nummer; dat nummer blijft staan als de leerling is gewist",
    },
  ),
  section(
    changes.homeLoginFeed,
    {
      title: "Stand van de wijzigingen",
      about: "none",
      purpose: "operate",
      retention: "service",
    },
    {
      id: "er is één rij",
      epoch: "verandert als een back-up is teruggezet",
      removedTransactionId: "tot waar wijzigingen zijn verwijderd",
      removedNumber: "tot waar wijzigingen zijn verwijderd",
      seenTransactionId: "een transactie van deze database",
      noticedTransactionId: "tot waar wijzigingen aan webhooks zijn gemeld",
    },
  ),
  section(
    webhooks.webhooks,
    {
      title: "Webhooks van portalen",
      about: "none",
      purpose: "follow",
      retention: "service",
    },
    {
      id: "eigen nummer van de rij",
      clientId: "van welke toegang van een school",
      issuerId: "van welk portaal",
      encryptedUrl: "adres van de server van het portaal, versleuteld",
      encryptedSecret: "sleutel van de handtekening, versleuteld",
      secretKeyId: "met welke sleutel is versleuteld",
      createdAt: "wanneer de webhook is toegevoegd",
      disabledAt: "wanneer de webhook is uitgezet",
      toldTransactionId: "tot waar wijzigingen zijn gemeld",
      toldNumber: "tot waar wijzigingen zijn gemeld",
      noticeId: "nummer van de melding die klaarstaat",
      noticedAt: "wanneer die melding is klaargezet",
      hasMore: "of er daarna nog een melding volgt",
      availableAt: "vanaf wanneer de melding mag worden verstuurd",
      claims: "hoe vaak een melding is verstuurd",
      failures: "hoe vaak dat achter elkaar mislukte",
      lastFailure: "waarom dat de laatste keer mislukte",
      deliveredAt: "wanneer de laatste melding aankwam",
    },
  ),
  section(
    tombstones.tombstones,
    {
      title: "Wat is weggehaald",
      about: "none",
      purpose: "protect",
      retention: "tombstone",
    },
    {
      id: "eigen nummer van de rij",
      kind: "wat er is weggehaald, zoals een leerling of een adres",
      subjectId: {
        holds: "nummer van de rij die er niet meer is; zo brengt een oude back-up die niet terug",
        about: "pupil",
      },
      removedAt: "wanneer die is weggehaald",
    },
  ),
  section(
    home.mailboxes,
    { title: "Postbussen", about: "parent", purpose: "login", retention: "address" },
    {
      emailKey: "e-mailadres in kleine letters; één rij voor alle kinderen op dit adres",
      passwordSalt: technical("willekeurig getal bij het hashen van de wachtwoorden"),
    },
  ),
  section(
    letters.letters,
    {
      title: "Brieven met een code",
      about: "pupil",
      purpose: "invite",
      retention: "letter",
    },
    {
      schoolId: school,
      id: technical("eigen nummer van de brief"),
      pupilId: "welke leerling",
      codeHash: technical(
        "code die uit de code op de brief is berekend (HMAC); die is er niet uit terug te halen",
      ),
      createdAt: "wanneer de brief is gemaakt",
      expiresAt: "tot wanneer de code werkt",
    },
  ),
  section(
    letters.addressProposals,
    {
      title: "Voorgestelde adressen",
      about: "parent",
      purpose: "invite",
      retention: "proposal",
    },
    {
      schoolId: school,
      id: technical("eigen nummer van de rij"),
      pupilId: { holds: "welke leerling", about: "pupil" },
      letterId: technical("met welke brief"),
      email: "e-mailadres zoals de ouder het heeft ingevuld",
      emailKey: "hetzelfde adres in kleine letters, om mee te vergelijken",
      status: "wacht op antwoord, aangenomen of afgewezen",
      proposedAt: "wanneer de ouder het adres invulde",
      settledAt: "wanneer de school antwoordde",
      homeAddressId: technical("welk adres er is toegevoegd"),
      expiresAt: technical("wanneer de rij verdwijnt"),
    },
  ),
  section(
    home.activationLinks,
    { title: "Links uit de mails", about: "parent", purpose: "invite", retention: "link" },
    {
      schoolId: school,
      id: technical("eigen nummer van de rij; de link zelf staat nergens"),
      homeAddressId: "bij welk adres de link hoort",
      purpose: technical("voor een eerste of een nieuw wachtwoord"),
      createdAt: "wanneer de link is gemaakt",
      expiresAt: "tot wanneer de link werkt",
      usedAt: "wanneer de link is gebruikt",
      replacedAt: "wanneer een nieuwere link deze verving",
      remindedAt: "wanneer de herinnering is verstuurd",
      declinedAt: "wanneer is gezegd dat dit niet het eigen kind is",
    },
  ),
  section(
    home.linkRequests,
    {
      title: "Aanvragen van een nieuwe link",
      about: "parent",
      purpose: "invite",
      retention: "linkRequest",
    },
    {
      emailKey: "ingevuld e-mailadres, ook als het onbekend is",
      requestedAt: "wanneer de link is aangevraagd",
    },
  ),
  section(
    home.homeSessions,
    { title: "Ingelogd thuis", about: "pupil", purpose: "login", retention: "session" },
    {
      schoolId: school,
      id: technical("eigen nummer van de rij"),
      homeAddressId: "met welk adres is ingelogd",
      generation: { holds: "hoe vaak de sessie is verlengd", ...ofNobody, purpose: "protect" },
      createdAt: "wanneer is ingelogd",
      expiresAt: "tot wanneer de sessie geldt",
      endedAt: "wanneer is uitgelogd",
      deviceId: "op welk onthouden apparaat, als met plaatjes is ingelogd",
    },
  ),
  section(
    home.devices,
    { title: "Onthouden apparaten", about: "parent", purpose: "login", retention: "device" },
    {
      id: technical("eigen nummer van de rij"),
      schoolId: school,
      homeAddressId: "met het wachtwoord van welk kind het apparaat is onthouden",
      emailKey: "e-mailadres waarvan de kinderen op dit apparaat met plaatjes inloggen",
      tokenHash: { holds: "sleutel van het apparaat, alleen als hash", purpose: "protect" },
      name: "browser en besturingssysteem, zoals ‘Chrome op Android’",
      createdAt: "wanneer het apparaat is onthouden",
      lastUsedAt: "wanneer het voor het laatst is gebruikt",
      expiresAt: "wanneer het vanzelf wordt vergeten",
    },
  ),
  section(
    home.pictureCodes,
    { title: "Plaatjescodes", about: "pupil", purpose: "login", retention: "address" },
    {
      schoolId: school,
      homeAddressId: "bij welk adres de code hoort",
      codeSalt: technical("willekeurig getal bij het hashen van de code"),
      codeHash: "plaatjescode, alleen als versleutelde hash (argon2id)",
      codeKeyId: technical("met welke sleutel de hash is versleuteld"),
      madeAt: "wanneer de code is gekozen",
    },
  ),
  section(
    mails.mails,
    { title: "Mails", about: "parent", purpose: "invite", retention: "mail" },
    {
      id: technical("eigen nummer van de rij"),
      emailKey: "e-mailadres van de ontvanger",
      kind: "soort mail, zoals uitnodiging of herinnering",
      locale: { holds: "taal van de school", ...ofNobody },
      createdAt: "wanneer de mail is klaargezet",
      rank: technical("volgorde van versturen"),
      availableAt: technical("vanaf wanneer de mail mag worden verstuurd"),
      attempts: technical("hoe vaak het is geprobeerd"),
      unansweredClaims: technical("hoe vaak een poging zonder antwoord bleef"),
      settledAt: "wanneer de mail is verstuurd of opgegeven",
      outcome: "of de mail is verstuurd, teruggekomen of vervallen",
      reason: "waarom de mail niet aankwam",
    },
  ),
  section(
    mails.mailItems,
    { title: "Kinderen in een mail", about: "pupil", purpose: "invite", retention: "mail" },
    {
      schoolId: school,
      mailId: "welke mail",
      homeAddressId: "welk adres van welk kind",
      linkId: "welke link erin staat",
      createdAt: "wanneer het kind aan de mail is toegevoegd",
    },
  ),
  section(
    mails.mailAttempts,
    {
      title: "Pogingen om een mail te versturen",
      about: "parent",
      purpose: "invite",
      retention: "mail",
    },
    {
      mailId: "welke mail",
      attempt: technical("hoeveelste poging"),
      attemptedAt: "wanneer",
      outcome: "of de mailserver de mail aannam",
      code: technical("antwoordcode van de mailserver"),
      status: technical("uitgebreide antwoordcode van de mailserver"),
      answer: "antwoord van de mailserver; daar kan het e-mailadres in staan",
    },
  ),
  section(
    mails.removalNotices,
    {
      title: "Berichten dat een adres is weggehaald",
      about: "parent",
      purpose: "invite",
      retention: "notice",
    },
    {
      schoolId: school,
      mailId: "welke mail",
      pupilId: { holds: "over welke leerling", about: "pupil" },
      email: "weggehaald e-mailadres, tot het bericht is verstuurd",
      emailKey: "hetzelfde adres in kleine letters",
      createdAt: "wanneer het bericht is klaargezet",
    },
  ),
  section(
    mails.mailCoolDowns,
    {
      title: "Telling van mails per postbus",
      about: "none",
      purpose: "protect",
      retention: "coolDown",
    },
    {
      key: "code die uit het e-mailadres is berekend (HMAC); het adres is er niet uit terug te halen",
      mails: "hoeveel mails kort na elkaar",
      lastAt: "wanneer de nieuwste mag vertrekken",
      expiresAt: "wanneer de telling is afgelopen",
    },
  ),
  section(
    rosters.groups,
    { title: "Groepen", about: "none", purpose: "organise", retention: "school" },
    {
      schoolId: school,
      id: technical("eigen nummer van de rij"),
      externalId: "sleutel uit de leerlingadministratie",
      name: "naam van de groep",
      yearGroup: "jaargroep",
      loginMethod: technical("inloggen met wachtwoord of ook met plaatjes"),
      publishers: technical("software die de groep gebruikt"),
    },
  ),
  section(
    rosters.groupPupils,
    { title: "Leerlingen van een groep", about: "pupil", purpose: "organise", retention: "roster" },
    {
      schoolId: school,
      groupId: "welke groep",
      pupilId: "welke leerling",
      main: "of dit de eigen groep is",
    },
  ),
  section(
    rosters.teachers,
    { title: "Leerkrachten", about: "teacher", purpose: "organise", retention: "teacher" },
    {
      schoolId: school,
      id: technical("eigen nummer van de rij"),
      externalId: "sleutel uit de leerlingadministratie",
      firstName: "voornaam",
      infix: "tussenvoegsel",
      lastName: "achternaam",
      roles: "rollen, zoals intern begeleider; ze bepalen wie de hele school ziet",
    },
  ),
  section(
    rosters.groupTeachers,
    {
      title: "Leerkrachten van een groep",
      about: "teacher",
      purpose: "organise",
      retention: "teacher",
    },
    { schoolId: school, groupId: "welke groep", teacherId: "welke leerkracht" },
  ),
  section(
    audit.auditEvents,
    { title: "Logboek", about: "teacher", purpose: "account", retention: "audit" },
    {
      schoolId: school,
      id: technical("eigen nummer van de rij"),
      occurredAt: "wanneer",
      actorKind: technical("medewerker, familie, beheerder of de dienst zelf"),
      actorId: "welke toegang van de school of van het portaal",
      person: "sleutel van de medewerker, zoals het portaal die meestuurt",
      action: "wat er is gedaan",
      pupilId: { holds: "nummer van de leerling, zonder naam", about: "pupil" },
      details: { holds: "aantallen en namen van instellingen", ...ofNobody },
      requestId: technical("nummer van het verzoek, om het in de logs terug te vinden"),
      network: "netwerk waar het verzoek vandaan kwam",
    },
  ),
  section(
    audit.auditAddresses,
    { title: "Adressen in het logboek", about: "parent", purpose: "account", retention: "address" },
    {
      schoolId: school,
      auditEventId: "welke regel van het logboek",
      homeAddressId: "over welk adres die gaat",
    },
  ),
  section(
    credentials.throttles,
    { title: "Telling van pogingen", about: "none", purpose: "protect", retention: "throttle" },
    {
      key: "code die uit het adres of het netwerk is berekend (HMAC); het is er niet uit terug te halen",
      failures: "fouten achter elkaar",
      blockedUntil: "tot wanneer een nieuwe poging moet wachten",
      levelUntil: "hoe snel achter elkaar is geprobeerd",
      expiresAt: "wanneer de telling is afgelopen",
    },
  ),
  section(
    schools.schools,
    { title: "Scholen", about: "none", purpose: "operate", retention: "school" },
    {
      id: "eigen nummer van de rij",
      brin: "BRIN",
      name: "naam van de school",
      networkEnvironment: "netwerkomgeving",
      networkEnvironmentUrl: "adres van de netwerkomgeving",
      homeLoginBesideNetworkEnvironment: "of de school ook thuislogin gebruikt",
      locale: "taal van de mails",
      contact: "e-mailadres of webpagina waarop gezinnen de school bereiken",
      letters: "of ouders met een brief zelf een adres mogen invullen",
      retentionDays: "hoeveel dagen gegevens van vertrokken leerlingen blijven",
      activationLinkDays: "hoeveel dagen een link werkt",
      wholeSchoolRoles: "met welke rollen een leerkracht de hele school ziet",
      createdAt: "wanneer de school is toegevoegd",
    },
  ),
  section(
    schools.schoolPublishers,
    { title: "Software van een school", about: "none", purpose: "login", retention: "school" },
    { schoolId: school, publisherKey: "van welke uitgever de school software thuis aanbiedt" },
  ),
  section(
    schools.publishers,
    { title: "Uitgevers", about: "none", purpose: "login", retention: "service" },
    {
      key: "korte naam",
      name: "naam",
      homeUrl: "adres van de website",
      launchUrl: "adres waar een kind naartoe gaat",
      homeUseAllowed: "of de software thuis mag worden gebruikt",
      needs: "welke gegevens de uitgever nodig heeft om het kind te herkennen",
    },
  ),
  section(
    credentials.apiClients,
    {
      title: "Toegang van de school",
      about: "teacher",
      purpose: "protect",
      retention: "credential",
    },
    {
      schoolId: school,
      id: technical("client-id"),
      role: "leerkracht, coördinator of portaal",
      teacherExternalId: "sleutel van de leerkracht voor wie de toegang is",
      name: "omschrijving, door de beheerder gekozen",
      secretHash: { holds: "geheim, alleen als hash", ...ofNobody },
      createdAt: "wanneer de toegang is gemaakt",
      revokedAt: "wanneer de toegang is ingetrokken",
    },
  ),
  section(
    credentials.tokenIssuers,
    { title: "Portalen", about: "none", purpose: "protect", retention: "service" },
    {
      id: "eigen nummer van de rij",
      iss: "naam waarmee het portaal zijn tokens tekent",
      jwksUri: "adres van de openbare sleutels van het portaal",
      createdAt: "wanneer het portaal is toegevoegd",
    },
  ),
  section(
    credentials.tokenIssuerSchools,
    { title: "Scholen van een portaal", about: "none", purpose: "protect", retention: "school" },
    { schoolId: school, issuerId: "welk portaal voor de school mag tekenen" },
  ),
  section(
    credentials.signingKeys,
    { title: "Sleutels van tokens", about: "none", purpose: "protect", retention: "service" },
    {
      id: "naam van de sleutel",
      publicJwk: "openbare sleutel",
      encryptedPrivateKey: "geheime sleutel, versleuteld",
      createdAt: "wanneer de sleutel is gemaakt",
      activeAt: "vanaf wanneer de sleutel tekent",
      retiredAt: "tot wanneer de sleutel wordt gepubliceerd",
    },
  ),
  section(
    credentials.throttleKeys,
    { title: "Sleutel van de tellingen", about: "none", purpose: "protect", retention: "service" },
    {
      secretKeyId: "met welke sleutel hij is versleuteld",
      encryptedKey: "sleutel, versleuteld",
      createdAt: "wanneer de rij is gemaakt",
    },
  ),
  section(
    credentials.pairwiseKeys,
    { title: "Sleutel van de pseudoniemen", about: "none", purpose: "login", retention: "service" },
    {
      secretKeyId: "met welke sleutel hij is versleuteld",
      encryptedKey:
        "sleutel waarmee elke uitgever een ander pseudoniem van een kind krijgt, versleuteld",
      createdAt: "wanneer de rij is gemaakt",
    },
  ),
  section(
    credentials.passwordVariants,
    { title: "Soorten wachtwoordhash", about: "none", purpose: "protect", retention: "service" },
    {
      id: "instellingen van argon2id",
      encryptedPepper: "geheim van een oudere versie, versleuteld",
      createdAt: "wanneer de rij is gemaakt",
    },
  ),
];
