// Upper limit of sending: nodemailer's own pool, with rendering and without a database.
import { randomUUID } from "node:crypto";
import { createTransport } from "nodemailer";
import { renderMail } from "../../../src/mail/render.ts";
import { answerQuestions } from "../program.ts";

export interface PoolQuestion {
  readonly url: string;
  readonly connections: number;
  readonly count: number;
}

const from = "Thuisinlog <no-reply@thuisinlog.example>";
const token = "A".repeat(48);

async function send({ url, connections, count }: PoolQuestion): Promise<number> {
  const pool = createTransport({ url, pool: true, maxConnections: connections });
  const sendOne = async (number: number) => {
    const to = `bench${number}@home.nl`;
    const rendered = renderMail({
      kind: "activation",
      locale: "nl",
      children: [
        {
          firstName: "Wimpie",
          schoolName: "School bench",
          schoolContact: null,
          purpose: "activation",
          url: `https://thuis.thuisinlog.example/activate#${token}`,
          expiresAt: new Date(),
          isFromLetter: false,
        },
      ],
    });
    const messageId = `<${randomUUID()}@thuisinlog.example>`;
    await pool.sendMail({ messageId, date: new Date(), from, to, ...rendered });
  };
  let begun = 0;
  const worker = async () => {
    while (begun < count) await sendOne(begun++);
  };
  // Twice as many as connections, so that no connection is ever idle.
  await Promise.all(Array.from({ length: 2 * connections }, worker));
  pool.close();
  return count;
}

answerQuestions(send);
