// A mail as the octets that go over the line. nodemailer encodes and folds what stands in it; its own way
// of putting a message together, stream by stream, takes twice the time of all the rest of sending.
import MimeNode from "nodemailer/lib/mime-node";
import { encode, wrap } from "nodemailer/lib/qp";

export interface OutgoingMail {
  /** With a retry the same one, so that a mail that arrives twice can be told to be one. */
  readonly messageId: string;
  readonly date: Date;
  readonly from: string;
  /** One bare address, as `parseEmailAddress` lets through. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Stands in no part: in quoted-printable a `=` is followed by two digits or the end of the line. */
const boundary = "=_thuisinlog";

/** The whole message (RFC 5322), plain text and HTML; the same octets for the same mail. */
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

function headersOf({ messageId, date, from, to, subject }: OutgoingMail): string {
  // A base of its own saves asking for random octets.
  const root = new MimeNode(`multipart/alternative; boundary="${boundary}"`, { baseBoundary: "-" });
  return root
    .setHeader([
      // RFC 3834 and its like at Microsoft: no out-of-office answers.
      { key: "Auto-Submitted", value: "auto-generated" },
      { key: "X-Auto-Response-Suppress", value: "All" },
      // Postmark tells what became of a mail under an id of its own, and by this under ours.
      { key: "X-PM-Metadata-MailId", value: messageId.replace(/^<|@.*$/gs, "") },
      { key: "From", value: from },
      { key: "To", value: asOneAddress(to) },
      { key: "Subject", value: subject },
      { key: "Message-ID", value: messageId },
      { key: "Date", value: date },
    ])
    .buildHeaders();
}

/** As an object an address is not parsed, so nothing in it can become a second one. */
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
