// A family with two children, for tests of the API and the web pages.
import type { Test } from "tap";
import type { Browser } from "../browser.ts";
import { startTestService } from "../service.ts";

export const mother = "moeder@home.nl";
export const father = "vader@home.nl";
export const password = "vrolijke fietsbel";

/** Wimpie has the addresses of mother and father, his sister Fatima has that of mother. */
export async function startFamily(
  t: Test,
  settings: Readonly<Record<string, string>> = {},
  outside: Parameters<typeof startTestService>[3] = {},
) {
  const service = await startTestService(t, settings, undefined, outside);
  const { api, smtp } = service;
  const { token } = await service.addClient("01AA");
  const names = ["Wimpie", "Fatima"];
  await api("putRoster", {
    token,
    body: {
      groups: [{ externalId: "g", name: "4A" }],
      teachers: [],
      pupils: names.map((firstName) => ({ externalId: firstName, firstName, group: "g" })),
    },
  });
  const rows = [
    { externalId: "Wimpie", emails: [mother, father] },
    { externalId: "Fatima", emails: [mother] },
  ];
  await api("bulkActivate", { token, body: { rows } });
  await service.dispatchAll();

  /** Returns the newest link of a child at an address. */
  async function linkOf(name: string, email: string): Promise<string> {
    const text = `${smtp.messagesTo(email).at(-1)?.text}`;
    for (const [, link = ""] of text.matchAll(/activate#(\S+)/g)) {
      const { body } = await api("lookUpActivation", { body: { token: link } });
      if (body.pupil.firstName === name) return link;
    }
    throw new Error(`There is no link for ${name}.`);
  }
  return { ...service, linkOf };
}

export const makePassword = (browser: Browser, token: string, secret = password) =>
  browser.send("/activate/password", { token, password: secret });
export const logIn = (browser: Browser, email: string, secret = password) =>
  browser.send("/login", { email, password: secret });
