import t from "tap";
import { tokensIn } from "../integration/mail-catcher.ts";
import { addSchool, environmentOf, startServiceProcess } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import { hangMs, scaled } from "./scale.ts";
import { prepareSchool } from "./school.ts";

const callers = 16;
const links = scaled({ short: 5, full: 1_000 });
const adders = 50;

t.setTimeout(hangMs);

t.test("one of many concurrent requests on two replicas wins", async (t) => {
  const databaseUrl = await createTestDatabase(t);
  const smtp = await startSmtpServer(t);
  const env = environmentOf(databaseUrl, smtp.url);
  const replicas = await Promise.all([startServiceProcess(t, env), startServiceProcess(t, env)]);
  const apis = replicas.map(({ url }) => createApi(url));
  const [first = createApi(""), second = first] = apis;
  const { token, pupils } = await prepareSchool(first, await addSchool(env), links);
  const addressOf = (externalId: string) => `ouder${externalId}@example.nl`;
  const emails = pupils.map(({ externalId }) => addressOf(externalId));
  for (const [index, { pupilId }] of pupils.entries()) {
    const body = { emails: [emails[index]] };
    const answer = await second("setHomeLogin", { token, path: { pupilId }, body });
    if (answer.status !== 200) throw new Error(answer.text);
  }

  await t.test(`one link that ${callers} callers redeem, ${links} times`, async (t) => {
    const faults: string[] = [];
    for (const email of emails) {
      const mail = await until("mail", () => smtp.messagesTo(email)[0]);
      const [link] = tokensIn(mail.text ?? "");
      const answers = await Promise.all(
        Array.from({ length: callers }, (_, index) =>
          (index % 2 ? first : second)("activate", {
            body: { token: link, password: `vrolijke fietsbel ${index}` },
          }),
        ),
      );
      const outcomes = answers.map(({ status }) => status).sort();
      const isGood = outcomes[0] === 201 && outcomes[1] === 410;
      if (!isGood) faults.push(`${email}: ${outcomes}`);
    }
    t.strictSame(faults, []);
  });

  await t.test(`one free place for ${adders} addresses`, async (t) => {
    const [{ pupilId } = { pupilId: "" }] = pupils;
    const path = { pupilId };
    const { headers } = await first("getHomeLogin", { token, path });
    const answers = await Promise.all(
      Array.from({ length: adders }, (_, index) =>
        (index % 2 ? first : second)("setHomeLogin", {
          token,
          path,
          body: { emails: [emails[0], `plek${index}@example.nl`] },
          headers: { "If-Match": headers.get("etag") ?? "" },
        }),
      ),
    );
    t.equal(answers.filter(({ status }) => status === 200).length, 1);
    t.equal(answers.filter(({ status }) => status === 412).length, adders - 1);
  });

  await t.test("no mail is sent twice", async (t) => {
    const ids = smtp.messages.map(({ messageId }) => messageId);
    t.equal(new Set(ids).size, ids.length);
    t.comment(`${ids.length} mails`);
  });
});
