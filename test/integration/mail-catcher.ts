// Reads the mails that a maildev server has captured.
import { until } from "./until.ts";

export interface ArrivedMail {
  readonly messageId: string;
  readonly to: readonly string[];
  readonly text: string;
}

interface ListedMail {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly envelope: { readonly to: readonly { readonly address: string }[] };
  readonly text: string;
}

export type MailReader = ReturnType<typeof createMailReader>;

export function createMailReader(mailboxUrl: string) {
  async function list(): Promise<ArrivedMail[]> {
    const answer = await fetch(new URL("/api/email", mailboxUrl));
    if (!answer.ok) throw new Error(`There is no list of mails at ${mailboxUrl}.`);
    return ((await answer.json()) as ListedMail[]).map(arrivedMail);
  }

  async function mailsTo(...addresses: string[]): Promise<ArrivedMail[]> {
    return (await list()).filter((mail) => mail.to.some((to) => addresses.includes(to)));
  }

  return {
    /** All mails to these addresses. */
    mailsTo,
    /** The same, as soon as `count` of them contain a link. */
    untilMailsTo: (addresses: readonly string[], count: number) =>
      until(`${count} mails with links`, async () => {
        const mails = (await mailsTo(...addresses)).filter(
          (mail) => tokensIn(mail.text).length > 0,
        );
        return mails.length >= count ? mails : undefined;
      }),
  };
}

/** Fragment of each link in the text part, without duplicates. */
export function tokensIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\/activate#([\w.-]+)/g)].map(([, token = ""]) => token))];
}

function arrivedMail({ headers, envelope, text }: ListedMail): ArrivedMail {
  const to = envelope.to.map(({ address }) => address);
  return { messageId: String(headers["message-id"]), to, text };
}
