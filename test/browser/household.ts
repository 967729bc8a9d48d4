import type { Locale } from "../../src/domain/language/locale.ts";
import type { TestService } from "../support/service.ts";
import type { ReceivedMail } from "../support/smtp-server.ts";

export interface Household {
  readonly mother: string;
  readonly father: string;
  /** Name of the school that invited the family. */
  readonly token: string;
  /** Returns the newest mail to an address. */
  mailTo(email: string): ReceivedMail;
  /** Returns the link of a child in the newest mail to an address. */
  linkOf(name: string, email: string): Promise<string>;
  /** Changes the addresses of a child as the school, and delivers the mail. */
  setAddresses(name: string, emails: readonly string[]): Promise<void>;
  /** Sets login with pictures for the group as the school. */
  usePictures(): Promise<void>;
  /** Makes a letter for a child as the school, and returns its code. */
  letterCodeOf(name: string): Promise<string>;
  /** Lets letters add an address at once. */
  takeLettersAtOnce(): Promise<void>;
  /** Sets a network environment with a URL as the school. */
  leaveFor(networkEnvironment: string, networkEnvironmentUrl: string): Promise<void>;
}

const schoolName = "Basisschool De Regenboog";
const contact = "administratie@basisschool-de-regenboog.example";
const hourSeconds = 3600;
let count = 0;

/**
 * Invites a family of a new school that mails in this language: Wimpie has two parents with
 * separate addresses, and his sister Fatima has the mother's address. Advances the clock by an hour, so
 * that throttles have drained.
 */
export async function inviteHousehold(site: TestService, locale: Locale): Promise<Household> {
  const { api, schools, smtp } = site;
  site.advance(hourSeconds);
  count += 1;
  const mother = `moeder${count}@home.nl`;
  const father = `vader${count}@home.nl`;
  const brin = `${count}`.padStart(2, "0").slice(-2) + letters(Math.floor(count / 100));
  await schools.add({ brin, name: schoolName });
  const { token } = await site.addClient(brin);
  await api("updateSchool", { token, body: { locale, contact } });
  await api("putRoster", {
    token,
    body: {
      groups: [{ externalId: "g", name: "4A" }],
      teachers: [],
      pupils: ["Wimpie", "Fatima"].map((name) => ({
        externalId: name,
        picture: name === "Wimpie" ? "fox" : "owl",
        firstName: name,
        group: "g",
      })),
    },
  });
  const rows = [
    { externalId: "Wimpie", emails: [mother, father] },
    { externalId: "Fatima", emails: [mother] },
  ];
  await api("bulkActivate", { token, body: { rows } });
  await site.dispatchAll();

  function mailTo(email: string): ReceivedMail {
    const mail = smtp.messagesTo(email).at(-1);
    if (!mail) throw new Error(`There is no mail to ${email}.`);
    return mail;
  }

  async function linkOf(name: string, email: string): Promise<string> {
    for (const [link, linkToken] of `${mailTo(email).text}`.matchAll(/\S+activate#(\S+)/g)) {
      const { body } = await api("lookUpActivation", { body: { token: linkToken } });
      if (body.pupil?.firstName === name) return link;
    }
    throw new Error(`There is no link for ${name} in the mail to ${email}.`);
  }

  async function setAddresses(name: string, emails: readonly string[]): Promise<void> {
    await api("bulkActivate", { token, body: { rows: [{ externalId: name, emails }] } });
    await site.dispatchAll();
  }

  async function usePictures(): Promise<void> {
    const [group] = (await api("listGroups", { token })).body.items;
    const body = { loginMethod: "picture" };
    await api("updateGroup", { token, path: { groupId: group.id }, body });
  }

  async function letterCodeOf(name: string): Promise<string> {
    const [group] = (await api("listGroups", { token })).body.items;
    const { pupils } = (await api("getGroup", { token, path: { groupId: group.id } })).body;
    const pupil = pupils.find(({ firstName }: { firstName: string }) => firstName === name);
    const { text } = await api("createLetters", { token, body: { pupilIds: [pupil.id] } });
    return /<p class="code">(.*?)</.exec(text)?.[1] ?? "";
  }

  async function takeLettersAtOnce(): Promise<void> {
    await api("updateSchool", { token, body: { letters: "at-once" } });
  }

  async function leaveFor(networkEnvironment: string, networkEnvironmentUrl: string) {
    await api("updateSchool", { token, body: { networkEnvironment, networkEnvironmentUrl } });
  }

  return {
    ...{ mother, father, token, mailTo, linkOf, setAddresses, usePictures },
    ...{ letterCodeOf, takeLettersAtOnce, leaveFor },
  };
}

/** Returns two letters for a number below 676. */
function letters(number: number): string {
  return String.fromCharCode(65 + Math.floor(number / 26), 65 + (number % 26));
}
