// Two schools with the same names, and every kind of caller.
import { randomBytes, randomUUID } from "node:crypto";
import type { Test } from "tap";
import { drawings } from "../../src/domain/school/drawing.ts";
import { letterCodeLength, letterCodeOf } from "../../src/domain/school/letters.ts";
import { passwordHashCost } from "../../src/security/password-hash.ts";
import { requestToken, startTestService } from "../support/service.ts";

const brin = "01AA";
const operatorSecret = "a-secret-for-mail-events-alone-of-enough-characters";
const tokenLifetimeSeconds = 60 * 60;
export const email = "ouder@home.nl";
export const password = "vrolijke fietsbel";
const publisher = "malmberg";
const pictures = ["cat", "sun", "boat", "key"];

const roster = {
  groups: [
    { externalId: "4A", name: "4A" },
    { externalId: "5A", name: "5A" },
    { externalId: "plus", name: "Plusklas" },
  ],
  teachers: [
    { externalId: "LK4", firstName: "Lia", groups: ["4A"] },
    { externalId: "LK5", firstName: "Kees", groups: ["5A"] },
    { externalId: "LKP", firstName: "Petra", groups: ["plus"] },
  ],
  pupils: [
    { externalId: "1", firstName: "Wimpie", group: "4A", groups: ["plus"] },
    { externalId: "2", firstName: "Fatima", group: "5A" },
    { externalId: "3", firstName: "Xander", group: "4A", groups: ["plus"] },
  ],
};

/** Token of each caller by name; ids of one school and of the other. */
export async function startNeighbours(t: Test, settings: Readonly<Record<string, string>> = {}) {
  const defaults = { MAIL_EVENTS_SECRET: operatorSecret, TRUSTED_PROXIES: "127.0.0.1" };
  // The tests measure what a request costs the others, so a hash costs as much as in production.
  const outside = { passwordHashCost };
  const service = await startTestService(t, { ...defaults, ...settings }, undefined, outside);
  const { api } = service;
  const client = await service.addClient(brin);
  const strangersClient = await service.addClient("02BB");
  const expired = client.token;
  service.advance(tokenLifetimeSeconds);
  const coordinator = await requestToken(api, client);
  const stranger = await requestToken(api, strangersClient);
  for (const token of [coordinator, stranger]) await api("putRoster", { token, body: roster });
  const teacherToken = async (id: string) => (await service.addClient(brin, "teacher", id)).token;

  const own = await idsAt(coordinator, "4A");
  await api("updateSchool", { token: coordinator, body: { publishers: [publisher] } });
  await activate(coordinator, email);
  await activate(stranger, "stranger@home.nl");
  const logIn = async (email: string): Promise<string> =>
    (await api("createHomeSession", { body: { email, password } })).body.accessToken;
  const remember = async (token: string) =>
    (await api("rememberDevice", { token, body: { name: "Tablet" } })).body;

  const family = await logIn(email);
  const ownDevice = await remember(family);
  const foreignDevice = await remember(await logIn("stranger@home.nl"));
  const foreign = await idsAt(stranger, "4A");
  const leaving = await logIn(email);
  const proposalId = await propose(coordinator, own.pupilId, "voorstel@home.nl");
  const declinableId = await propose(coordinator, own.pupilId, "afwijzing@home.nl");
  const foreignProposalId = await propose(stranger, foreign.pupilId, "voorstel@home.nl");

  const tokens: Readonly<Record<string, string | undefined>> = {
    nobody: undefined,
    expired,
    operator: operatorSecret,
    family,
    teacher: await teacherToken("LK4"),
    /** Teacher of a combined group of the pupil. */
    combined: await teacherToken("LKP"),
    /** Teacher of another group. */
    other: await teacherToken("LK5"),
    /** Teacher of an earlier roster. */
    former: await teacherToken("LK0"),
    coordinator,
    portal: (await service.addClient(brin, "portal")).token,
    /** Coordinator of another school. */
    stranger,
  };

  /** The first group with that name, and its first pupil. */
  async function idsAt(token: string, name: string) {
    const { groupId, pupils } = await groupAt(token, name);
    return { groupId, pupilId: pupils[0].id, deviceId: "", proposalId: "" };
  }

  /** Makes a letter, enters an address with it, and returns the id of the proposal. */
  async function propose(token: string, pupilId: string, email: string): Promise<string> {
    const { text } = await api("createLetters", { token, body: { pupilIds: [pupilId] } });
    const [, code = ""] = /<p class="code">(.*?)</.exec(text) ?? [];
    await api("proposeAddress", { body: { code, email } });
    const { items } = (await api("listAddressProposals", { token })).body;
    return items.find((item: { readonly email: string }) => item.email === email).id;
  }

  async function groupAt(token: string, name: string) {
    const { body } = await api("listGroups", { token });
    const { id } = body.items.find((group: { name: string }) => group.name === name);
    const { pupils } = (await api("getGroup", { token, path: { groupId: id } })).body;
    return { groupId: id as string, pupils };
  }

  /** Gives the child of group 5A home login, with a password and with pictures. */
  async function activate(token: string, email: string) {
    const { groupId, pupils } = await groupAt(token, "5A");
    await api("updateGroup", { token, path: { groupId }, body: { loginMethod: "picture" } });
    const path = { pupilId: pupils[0].id };
    await api("setHomeLogin", { token, path, body: { emails: [email] } });
    await service.dispatchAll();
    const [, link] = /activate#(\S+)/.exec(`${service.smtp.messagesTo(email)[0]?.text}`) ?? [];
    await api("activate", { body: { token: link, password } });
  }

  const unknownToken = () => randomBytes(32).toString("base64url");
  /** Body of each operation that takes one. */
  const bodies: Readonly<
    Record<
      string,
      (caller: string, ids: { readonly groupId: string; readonly pupilId: string }) => unknown
    >
  > = {
    setHomeLogin: (caller) => ({ emails: [`${caller}@home.nl`] }),
    sendActivationMails: () => ({}),
    sendActivationMailsInBulk: (_, { groupId }) => ({ groupId, statuses: ["invited"] }),
    createLetters: (_, { pupilId }) => ({ pupilIds: [pupilId] }),
    bulkActivate: (caller, { pupilId }) => ({ rows: [{ pupilId, emails: [`${caller}@home.nl`] }] }),
    putRoster: () => roster,
    updateGroup: () => ({ loginMethod: "picture" }),
    updatePupil: (caller) => ({ picture: drawings[caller.length] ?? null }),
    updateSchool: (caller) => ({ name: `School of the ${caller}` }),
    rememberDevice: () => ({ name: "Telefoon" }),
    setPictureCode: () => ({ pictures }),
    createLaunch: () => ({ publisher }),
    recordMailEvents: () => ({
      messageId: "<unknown@thuisinlog.example>",
      event: "bounced",
      occurredAt: "2026-09-01T08:00:00Z",
    }),
    recordPostmarkEvent: () => ({ RecordType: "Delivery" }),
    lookUpActivation: () => ({ token: unknownToken() }),
    activate: () => ({ token: unknownToken(), password }),
    refuseActivation: () => ({ token: unknownToken() }),
    proposeAddress: () => ({
      code: letterCodeOf(randomBytes(letterCodeLength)),
      email: "nobody@home.nl",
    }),
    requestLinks: () => ({ email: "nobody@home.nl" }),
    createHomeSession: (caller) => ({ email: `${caller}@home.nl`, password: "wrong" }),
    refreshHomeSession: () => ({ refreshToken: unknownToken() }),
    lookUpDevice: () => ({ deviceToken: unknownToken() }),
    createPictureSession: (_, { pupilId }) => ({
      deviceToken: ownDevice.deviceToken,
      pupilId: pupilId === own.pupilId ? randomUUID() : pupilId,
      pictures,
    }),
    createToken: () => new URLSearchParams(),
  };

  return {
    ...service,
    own: { ...own, deviceId: ownDevice.id as string, proposalId },
    foreign: {
      ...foreign,
      deviceId: foreignDevice.id as string,
      proposalId: foreignProposalId,
    },
    /** A proposal that is not accepted. */
    declinableId,
    lastPupilId: (await groupAt(coordinator, "4A")).pupils.at(-1).id as string,
    brin,
    coordinator,
    roster,
    bodies,
    tokens,
    logIn: () => logIn(email),
    /** A caller that ends its session needs a session. */
    tokenOf: (caller: string, operationId: string) =>
      caller === "family" && operationId === "endHomeSession" ? leaving : tokens[caller],
  };
}
