// Composes a mail as bytes. nodemailer encodes and folds the parts; its own stream-based
// composition takes twice the time of all other work of sending.
import MimeNode from "nodemailer/lib/mime-node";
import { encode, wrap } from "nodemailer/lib/qp";
import { senderOf } from "./sender.ts";

export interface OutgoingMail {
  /** Stays the same on a retry, so that duplicates can be detected. */
  readonly messageId: string;
  readonly date: Date;
  /** `Name <address>` or an address. */
  readonly from: string;
  /** Replaces the name in `from`. */
  readonly senderName?: string | undefined;
  /** One bare address, as `parseEmailAddress` returns it. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * Cannot occur in a part: in quoted-printable a `=` is followed by two digits or the end of the
 * line.
 */
const boundary = "=_thuisinlog";

/** Returns the whole message (RFC 5322) with plain text and HTML; deterministic. */
export function composeMessage(mail: OutgoingMail): Buffer {
  const lines = [
    headersOf(mail),
    "",
    ...partOf("text/plain", mail.text),
    ...partOf("text/html", mail.html),
    `--${boundary}--`,
    "",
  ];
  return Buffer.from(lines.join("\r\n"));
}

function headersOf({ messageId, date, from, senderName, to, subject }: OutgoingMail): string {
  // A fixed boundary base, which saves reading random bytes.
  const root = new MimeNode(`multipart/alternative; boundary="${boundary}"`, { baseBoundary: "-" });
  return root
    .setHeader([
      // RFC 3834 and Microsoft's counterpart: suppress out-of-office replies.
      { key: "Auto-Submitted", value: "auto-generated" },
      { key: "X-Auto-Response-Suppress", value: "All" },
      // Postmark reports delivery events with its own id, and with this metadata.
      { key: "X-PM-Metadata-MailId", value: messageId.replace(/^<|@.*$/gs, "") },
      {
        key: "From",
        value: senderName === undefined ? from : { ...senderOf(from), name: senderName },
      },
      { key: "To", value: asOneAddress(to) },
      { key: "Subject", value: subject },
      { key: "Message-ID", value: messageId },
      { key: "Date", value: date },
    ])
    .buildHeaders();
}

/** nodemailer does not parse an address object, so no text can become a second address. */
export function asOneAddress(address: string) {
  return { name: "", address };
}

function partOf(type: "text/plain" | "text/html", content: string): readonly string[] {
  return [
    `--${boundary}`,
    `Content-Type: ${type}; charset=utf-8`,
    "Content-Transfer-Encoding: quoted-printable",
    "",
    wrap(encode(content.replace(/\r\n?|\n/g, "\r\n"))),
  ];
}
