// A minimal model of home login: no database, no hash, no token. Tests compare the service with it
// step by step. Times are in seconds.
export interface Link {
  readonly address: Address;
  readonly createdAt: number;
  expiresAt: number;
  state: "open" | "used" | "replaced" | "gone";
  /** Whether it was delivered, so that the family has it. */
  isDelivered: boolean;
}

export interface Address {
  readonly pupil: Pupil;
  /** The address as it was entered. */
  readonly email: string;
  readonly emailKey: string;
  readonly links: Link[];
  expiresAt: number | undefined;
  password: string | undefined;
}

export interface Pupil {
  readonly school: number;
  readonly externalId: string;
  isPresent: boolean;
  addresses: Address[];
}

interface HomeLogin {
  readonly pupil: Pupil;
  readonly emails: readonly string[];
}

interface Mail {
  readonly emailKey: string;
  readonly kind: "activation" | "links";
  readonly createdAt: number;
  /** Time at which the cool-down of the mailbox ends. */
  readonly availableAt: number;
  /** Newest link of each address that the mail is about. */
  readonly items: Map<Address, Link>;
  isSettled: boolean;
}

export interface Session {
  readonly address: Address;
  readonly expiresAt: number;
  /** Time of its newest access token. */
  issuedAt: number;
  generation: number;
  isOver: boolean;
}

const day = 86_400;
const activationLinkSeconds = 14 * day;
const passwordResetSeconds = day;
const coolDownSeconds = 300;
const mailBurstMax = 6;
const openLinksMax = 3;
const sessionSeconds = day;
const accessTokenSeconds = 900;

/** The model of two schools with pupils of the same names. */
export function createModel(externalIds: readonly string[]) {
  const pupils: Pupil[] = [0, 1].flatMap((school) =>
    externalIds.map((externalId) => ({ school, externalId, isPresent: true, addresses: [] })),
  );
  let mails: Mail[] = [];
  const asked = new Set<string>();
  const links: Link[] = [];
  const sessions: Session[] = [];
  const failures = new Map<string, number>();
  const coolDowns = new Map<string, { mails: number; lastAt: number }>();
  let now = 0;

  const rowsAt = (emailKey: string) =>
    pupils.flatMap(({ addresses }) => addresses.filter((one) => one.emailKey === emailKey));
  const household = (emailKey: string) => rowsAt(emailKey).filter(({ pupil }) => pupil.isPresent);

  function close(address: Address): void {
    for (const link of address.links) link.state = "gone";
    for (const mail of mails) mail.items.delete(address);
    endSessions(address);
    mails = mails.filter(({ isSettled, items }) => isSettled || items.size > 0);
  }

  function remove(address: Address): void {
    close(address);
    const { pupil, emailKey } = address;
    pupil.addresses = pupil.addresses.filter((one) => one !== address);
    // State of an address is removed with its last pupil.
    if (rowsAt(emailKey).length === 0) mails = mails.filter((mail) => mail.emailKey !== emailKey);
  }

  function endSessions(address: Address): void {
    for (const session of sessions) if (session.address === address) session.isOver = true;
  }

  const gapAfter = (mails: number) =>
    mails >= mailBurstMax ? day : coolDownSeconds * 2 ** (mails - 1);

  /** Time at which a mail that is queued now may be sent. */
  function takeSlot(emailKey: string, kind: Mail["kind"]): number {
    const key = `${kind} ${emailKey}`;
    const before = coolDowns.get(key);
    if (before && before.lastAt > now) return before.lastAt;
    const lastAt = before ? Math.max(now, before.lastAt + gapAfter(before.mails)) : now;
    const quietDays = before ? Math.floor((lastAt - before.lastAt) / day) : 0;
    const counted = before ? Math.max(before.mails - quietDays, 0) : 0;
    coolDowns.set(key, { mails: Math.min(counted + 1, mailBurstMax), lastAt });
    return lastAt;
  }

  const isCoolingDown = (emailKey: string) => {
    const last = coolDowns.get(`links ${emailKey}`);
    return last !== undefined && last.lastAt + gapAfter(last.mails) > now;
  };

  const willMailBringLinks = (emailKey: string) =>
    mails
      .filter((mail) => mail.emailKey === emailKey && mail.kind === "links" && !mail.isSettled)
      .flatMap(({ items }) => [...items.values()])
      .some(
        ({ state, createdAt, expiresAt }) =>
          state === "open" && expiresAt - now > (expiresAt - createdAt) / 2,
      );

  function invite(address: Address, kind: Mail["kind"]): void {
    const unused = address.links.filter(({ state }) => state === "open");
    for (const link of unused.slice(0, Math.max(unused.length - openLinksMax + 1, 0))) {
      link.state = "replaced";
    }
    const isReset = address.password !== undefined;
    const expiresAt = now + (isReset ? passwordResetSeconds : activationLinkSeconds);
    const link: Link = { address, createdAt: now, expiresAt, state: "open", isDelivered: false };
    address.links.push(link);
    links.push(link);
    if (!isReset) address.expiresAt = expiresAt;
    const { emailKey } = address;
    const waiting = mails.find(
      (mail) => mail.emailKey === emailKey && mail.kind === kind && !mail.isSettled,
    );
    if (waiting) waiting.items.set(address, link);
    else {
      const items = new Map([[address, link]]);
      const availableAt = takeSlot(emailKey, kind);
      mails.push({ emailKey, kind, createdAt: now, availableAt, items, isSettled: false });
    }
    const wait = Math.max((waiting ?? mails.at(-1))?.availableAt ?? now, now) - now;
    link.expiresAt += wait;
    if (!isReset) address.expiresAt = link.expiresAt;
  }

  const areSame = (one: { readonly emailKey: string }, email: string) =>
    one.emailKey === email.toLowerCase();

  /** Changes home logins in one transaction: all addresses to remove first, then all new ones. */
  function setAll(changes: readonly HomeLogin[]): void {
    for (const { pupil, emails } of changes) {
      for (const address of [...pupil.addresses]) {
        if (!emails.some((email) => areSame(address, email))) remove(address);
      }
    }
    for (const { pupil, emails } of changes) {
      for (const email of emails) {
        if (pupil.addresses.some((address) => areSame(address, email))) continue;
        const address: Address = {
          pupil,
          email,
          emailKey: email.toLowerCase(),
          links: [],
          expiresAt: undefined,
          password: undefined,
        };
        pupil.addresses.push(address);
        invite(address, "activation");
      }
    }
  }

  function reasonToSkip(address: Address, isNamed: boolean): string | undefined {
    if (address.password !== undefined && !isNamed) return "activated";
    const newest = mails
      .filter(({ items }) => items.has(address))
      .toSorted((one, other) => other.createdAt - one.createdAt)[0];
    if (newest && !newest.isSettled) return "mail-waiting";
    const open = address.links.findLast(({ state }) => state === "open");
    return open && now - open.createdAt < coolDownSeconds ? "cool-down" : undefined;
  }

  const isOpen = (link: Link) => link.state === "open" && now < link.expiresAt;
  const isAlive = (session: Session) => !session.isOver && now < session.expiresAt;

  return {
    pupils,
    links,
    sessions,
    now: () => now,
    advance(seconds: number): void {
      now += seconds;
    },
    isSame: (pupil: Pupil, emails: readonly string[]) =>
      emails.length === pupil.addresses.length &&
      emails.every((email) => pupil.addresses.some((address) => areSame(address, email))),
    setAll,
    set: (pupil: Pupil, emails: readonly string[]) => setAll([{ pupil, emails }]),
    remove: (pupil: Pupil) => setAll([{ pupil, emails: [] }]),

    /** Response of `sendActivationMails`. */
    send(pupil: Pupil, named: Address | undefined) {
      const queued: string[] = [];
      const skipped: Record<string, string> = {};
      for (const address of named ? [named] : pupil.addresses) {
        const reason = reasonToSkip(address, named !== undefined);
        if (reason) skipped[address.email] = reason;
        else {
          invite(address, "activation");
          queued.push(address.email);
        }
      }
      return { queued: queued.sort(), skipped };
    },

    putRoster(school: number, present: ReadonlySet<string>): void {
      for (const pupil of pupils.filter((one) => one.school === school)) {
        const isBack = !pupil.isPresent && present.has(pupil.externalId);
        const leaves = pupil.isPresent && !present.has(pupil.externalId);
        if (isBack) for (const address of [...pupil.addresses]) remove(address);
        if (leaves) for (const address of pupil.addresses) close(address);
        pupil.isPresent = present.has(pupil.externalId);
      }
    },

    ask: (emailKey: string) => asked.add(emailKey),

    answerAll(): void {
      for (const emailKey of asked) {
        if (isCoolingDown(emailKey) || willMailBringLinks(emailKey)) continue;
        for (const address of household(emailKey)) invite(address, "links");
      }
      asked.clear();
    },

    /** Links of all mails that are due. */
    dispatchAll(): Link[] {
      const waiting = mails.filter(
        ({ isSettled, availableAt }) => !isSettled && availableAt <= now,
      );
      const sent = waiting.flatMap(({ items }) => [...items.values()].filter(isOpen));
      for (const mail of waiting) mail.isSettled = true;
      for (const link of sent) link.isDelivered = true;
      return sent;
    },

    /** Result of setting this password, as the title of the response. */
    activate(link: Link, password: string): string {
      if (link.state === "gone") return "Link unknown";
      if (link.state === "used") return "Link used";
      if (link.state === "replaced") return "Link replaced";
      if (!isOpen(link)) return "Link expired";
      const { address } = link;
      const isTaken = household(address.emailKey).some(
        (one) => one !== address && one.password === password,
      );
      if (isTaken) return "Password taken by a sibling";
      for (const one of address.links) if (isOpen(one)) one.state = "used";
      for (const kind of ["activation", "links"]) coolDowns.delete(`${kind} ${address.emailKey}`);
      address.password = password;
      address.expiresAt = undefined;
      endSessions(address);
      failures.delete(address.emailKey);
      return "made";
    },

    /** Child that this address and password log in. */
    findChild: (emailKey: string, password: string) =>
      household(emailKey).find((address) => address.password === password),
    failureCount: (emailKey: string) => failures.get(emailKey) ?? 0,

    logIn(emailKey: string, password: string): Address | undefined {
      const address = household(emailKey).find((one) => one.password === password);
      if (!address) {
        failures.set(emailKey, (failures.get(emailKey) ?? 0) + 1);
        return undefined;
      }
      failures.delete(emailKey);
      const expiresAt = now + sessionSeconds;
      sessions.push({ address, expiresAt, issuedAt: now, generation: 0, isOver: false });
      return address;
    },

    refresh(session: Session, generation: number): boolean {
      const isGood = isAlive(session) && generation === session.generation;
      if (isGood) {
        session.generation += 1;
        session.issuedAt = now;
      } else session.isOver = true;
      return isGood;
    },

    canLook: (session: Session) => isAlive(session) && now < session.issuedAt + accessTokenSeconds,

    status({ password, expiresAt }: Address): string {
      if (password !== undefined) return "activated";
      return expiresAt !== undefined && expiresAt <= now ? "expired" : "invited";
    },
  };
}

export type Model = ReturnType<typeof createModel>;
