import t from "tap";
import { type ArrivedMail, tokensIn } from "./mail-catcher.ts";
import { openTopology } from "./topology.ts";
import { until, untilServed } from "./until.ts";

const { api, mailbox, token, address, pupilIdsOf } = await openTopology(t);
const rounds = 20;
/** The thirty pupils of a group, each with a different address. */
const pupils = [...(await pupilIdsOf("5B"))].map(([externalId, pupilId]) => ({
  pupilId,
  email: address(`ouder-${externalId.toLowerCase()}`),
}));
const emails = pupils.map(({ email }) => email);

const times = <Result>(count: number, call: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => call(index)));
const setHomeLogin = (pupilId: string, emails: readonly string[], headers = {}) =>
  untilServed(() => api("setHomeLogin", { token, path: { pupilId }, body: { emails }, headers }));
const getHomeLogin = (pupilId: string) =>
  untilServed(() => api("getHomeLogin", { token, path: { pupilId } }));

function invitations(mails: readonly ArrivedMail[]): ArrivedMail[] {
  return mails.filter(({ text }) => tokensIn(text).length > 0);
}

t.test("thirty pupils that are invited concurrently get thirty mails, one each", async (t) => {
  const answers = await Promise.all(
    pupils.map(({ pupilId, email }) => setHomeLogin(pupilId, [email])),
  );
  t.strictSame([...new Set(answers.map(({ status }) => status))], [200]);
  await until("mail to everybody that was sent", async () => {
    const logins = await Promise.all(pupils.map(({ pupilId }) => getHomeLogin(pupilId)));
    const isSent = logins.every(({ body }) => body.addresses[0].mail.status === "sent");
    return isSent || undefined;
  });
  const mails = invitations(await mailbox.mailsTo(...emails));
  t.strictSame(mails.flatMap(({ to }) => to).sort(), [...emails].sort());
  t.equal(new Set(mails.map(({ messageId }) => messageId)).size, 30);
  t.equal(new Set(mails.flatMap(({ text }) => tokensIn(text))).size, 30);
});

t.test(`one of sixteen concurrent redemptions of a link wins, ${rounds} times`, async (t) => {
  for (const { email } of pupils.slice(0, rounds)) {
    const [mail] = await mailbox.untilMailsTo([email], 1);
    const [link] = tokensIn(mail?.text ?? "");
    const password = (index: number) => `vrolijke fietsbel ${index}`;
    const answers = await times(16, (index) =>
      api("activate", { body: { token: link, password: password(index) } }),
    );
    const winners = [...answers.keys()].filter((index) => answers[index]?.status === 201);
    t.equal(winners.length, 1, email);
    const refusals = answers.filter(({ status }) => status !== 201);
    const problems = new Set(refusals.map(({ status, body }) => `${status} ${body.title}`));
    // The throttle counts attempts with one link before hashing, so it rejects some.
    const allowed = new Set(["410 Link used", "429 Too many requests"]);
    t.strictSame([...problems.difference(allowed)], []);
    const login = { email, password: password(winners[0] ?? -1) };
    t.equal(
      (await api("createHomeSession", { body: login })).status,
      201,
      "and its password is in",
    );
  }
});

t.test("one of fifty concurrent additions wins the last free address", async (t) => {
  const [{ pupilId, email } = { pupilId: "", email: "" }] = pupils;
  const before = await getHomeLogin(pupilId);
  const headers = { "If-Match": before.headers.get("etag") ?? "" };
  const added = (index: number) => address(`plek${index}`);
  const answers = await times(50, (index) => setHomeLogin(pupilId, [email, added(index)], headers));
  const statuses = answers.map(({ status }) => status);
  t.equal(statuses.filter((status) => status === 200).length, 1);
  t.equal(statuses.filter((status) => status === 412).length, 49);
  const { body } = await getHomeLogin(pupilId);
  t.match(body.addresses, [
    { email, status: "activated" },
    { email: added(statuses.indexOf(200)), status: "invited" },
  ]);

  await t.test("only that address is invited", async (t) => {
    const candidates = Array.from({ length: 50 }, (_, index) => added(index));
    const [mail, ...others] = await mailbox.untilMailsTo(candidates, 1);
    t.strictSame(mail?.to, [added(statuses.indexOf(200))]);
    t.strictSame(others, []);
  });
});

t.test("no mail is sent twice", async (t) => {
  const isNotice = ({ text }: ArrivedMail) => tokensIn(text).length === 0;
  const mails = await until("notice to all with a new password", async () => {
    const arrived = await mailbox.mailsTo(...emails);
    return arrived.filter(isNotice).length >= rounds ? arrived : undefined;
  });
  t.equal(mails.length, 30 + rounds);
  t.equal(new Set(mails.map(({ messageId }) => messageId)).size, mails.length);
});
