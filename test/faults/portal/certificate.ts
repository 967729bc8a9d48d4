// Certificates for TLS in tests. Node can read certificates but not make them, so this writes the DER of one.
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface Certificate {
  /** Both in PEM. */
  readonly key: string;
  readonly cert: string;
}

const integer = 0x02;
const bitString = 0x03;
const octetString = 0x04;
const utf8String = 0x0c;
const utcTime = 0x17;
const sequence = 0x30;
const set = 0x31;
/** `[0]` with the version, `[3]` with the extensions, and `[2]` for a DNS name. */
const version = 0xa0;
const extensions = 0xa3;
const dnsName = 0x82;

const ecdsaWithSha256 = Buffer.from("06082a8648ce3d040302", "hex");
const commonName = Buffer.from("0603550403", "hex");
const subjectAltName = Buffer.from("0603551d11", "hex");

/** Returns a new self-signed certificate of a host name, valid for a day before and after now (RFC 5280). */
export function selfSigned(host: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(sequence, ecdsaWithSha256);
  const name = der(sequence, der(set, der(sequence, commonName, der(utf8String, host))));
  const altNames = der(sequence, der(dnsName, host));
  const toSign = der(
    sequence,
    der(version, der(integer, Buffer.from([2]))),
    // A first byte below 128 keeps the serial number positive.
    der(integer, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    der(sequence, der(utcTime, utcDay(-1)), der(utcTime, utcDay(1))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(extensions, der(sequence, der(sequence, subjectAltName, der(octetString, altNames)))),
  );
  const signature = sign("sha256", toSign, privateKey);
  const whole = der(sequence, toSign, algorithm, der(bitString, Buffer.from([0]), signature));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: `${privateKey.export({ type: "pkcs8", format: "pem" })}`,
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
  };
}

/** Encodes a value of at most 65,535 bytes. */
function der(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

/** Noon of a day from today, as UTCTime. */
function utcDay(days: number): string {
  const day = new Date();
  day.setUTCDate(day.getUTCDate() + days);
  return `${day.toISOString().slice(2, 10).replaceAll("-", "")}120000Z`;
}
