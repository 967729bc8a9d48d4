// Parsers of setting values. An error says what is expected and never contains the value: it is
// printed, and the value may be a secret.
import { createPrivateKey } from "node:crypto";
import { isIP } from "node:net";
import { parseEmailAddress } from "../domain/email-address.ts";
import {
  isPageLanguage,
  type PageLanguage,
  pageLanguages,
} from "../domain/language/page-language.ts";
import { parseSmtpUrl as requireSmtpUrl } from "../domain/mail/smtp-url.ts";

const secretKeyBytesMin = 32;

/** Throws an Error whose message follows the name of the variable: `must be …`. */
export type ParseValue<Value> = (text: string) => Value;

export function oneOf<const Choice extends string>(...choices: Choice[]): ParseValue<Choice> {
  return (text) => {
    const choice = choices.find((known) => known === text);
    if (choice === undefined) throw new Error(`must be one of ${choices.join(", ")}`);
    return choice;
  };
}

export function wholeNumber(min: number, max: number): ParseValue<number> {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new Error(`must be a whole number from ${min} to ${max}`);
  };
}

/** An empty text is an empty list. */
export function commaSeparated<Value>(parse: ParseValue<Value>): ParseValue<readonly Value[]> {
  return (text) => {
    if (text === "") return [];
    try {
      return text.split(",").map((entry) => parse(entry.trim()));
    } catch (error) {
      throw new Error(`must be a list with commas; each ${(error as Error).message}`);
    }
  };
}

/** At least one language of the pages, none twice. */
export const parseLanguages: ParseValue<readonly PageLanguage[]> = (text) => {
  const languages = text.split(",").map((entry) => entry.trim());
  if (languages.every(isPageLanguage) && new Set(languages).size === languages.length)
    return languages;
  throw new Error(
    `must be a list with commas of different languages, of ${pageLanguages.join(", ")}`,
  );
};

export const parseText = textThat("text without control characters", (text) => {
  return !/\p{Cc}/u.test(text);
});

const hostName = /^(?!-)[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63})*$/i;

export const parseHostName = textThat("a name such as thuisinlog.example", (text) => {
  return hostName.test(text);
});

export const parseHost = textThat("an address or a host name, without a port", (text) => {
  return isIP(text) !== 0 || hostName.test(text);
});

/** Exactly as in browsers and tokens, because origins are compared character by character. */
export const parseOrigin = textThat(
  "an origin such as https://thuisinlog.example, in lower case, without path or last slash",
  (text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text,
);

export const parseSecureOrigin: ParseValue<string> = (text) => {
  const origin = parseOrigin(text);
  if (origin.startsWith("https:")) return origin;
  throw new Error("must start with https:// in production");
};

const isDatabaseUrl = textThat(
  "a URL such as postgresql://user:password@host:5432/database, with other signs as %-codes",
  (text) => /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text),
);

/** The driver supports no list of hosts, unlike libpq. */
export const parseDatabaseUrl: ParseValue<string> = (text) => {
  const [, authority = ""] = /^postgres(?:ql)?:\/\/(?:[^@/]*@)?([^/?]*)/.exec(text) ?? [];
  const host = URL.canParse(text) ? new URL(text).searchParams.get("host") : null;
  if (!`${authority}${host ?? ""}`.includes(",")) return isDatabaseUrl(text);
  throw new Error(
    "must name one host: give one address that moves to the primary, such as that of a proxy",
  );
};

export const parseSmtpUrl: ParseValue<string> = (text) => {
  requireSmtpUrl(text);
  return text;
};

/** Without a user, a query or a fragment, because a path is appended. */
export const parseCollectorUrl = textThat("a URL such as http://collector:4318", (text) => {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return `${username}${password}${search}${hash}` === "";
});

/** One line of a text file (RFC 9116 §2.5.3), so it contains no space and no control character. */
export const parseContact = textThat(
  "a URI such as mailto:security@thuisinlog.example or https://thuisinlog.example/security",
  (text) =>
    /^(?:mailto:[^\s\p{Cc}@]+@[^\s\p{Cc}@]+|https:\/\/[^\s\p{Cc}]+)$/u.test(text) &&
    URL.canParse(text),
);

// RFC 9110 §5.6.2; a value must stay on one line after decoding.
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;

/** In the form of OpenTelemetry (W3C Baggage); an empty text means no headers. */
export const parseHeaders: ParseValue<Readonly<Record<string, string>>> = (text) => {
  try {
    const pairs = text === "" ? [] : text.split(",").map(parseHeader);
    return Object.fromEntries(pairs);
  } catch {
    throw new Error("must be name=value with commas, in URL encoding");
  }
};

function parseHeader(pair: string): [name: string, value: string] {
  const [name = "", ...rest] = pair.trim().split("=");
  const value = decodeURIComponent(rest.join("="));
  if (!headerName.test(name) || rest.length === 0 || !/^[ -~]+$/.test(value)) throw new Error();
  return [name, value];
}

const captureHosts = new Set(["mailbox", "maildev"]);

/**
 * Rejects the mail catcher, from which no mail leaves. The result requires TLS, unless the host is
 * loopback or the URL says `ignoreTLS=true`: otherwise an attacker on the network could strip
 * STARTTLS and read the password and every link.
 */
export const parseRelayUrl: ParseValue<string> = (text) => {
  const url = new URL(parseSmtpUrl(text));
  const host = url.hostname.toLowerCase();
  const loopback = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(host);
  if (captureHosts.has(host) || (loopback && url.port === "1025")) {
    throw new Error(
      "must be a real mail server in production: the hosts mailbox and maildev, and port 1025 of this machine, are mail catchers",
    );
  }
  const isClear = loopback || url.searchParams.get("ignoreTLS") === "true";
  if (url.protocol === "smtps:" || isClear) return text;
  url.searchParams.set("requireTLS", "true");
  return url.href;
};

// Excludes characters that separate or delimit addresses, so that the name cannot become a second
// sender.
const mailFrom = /^(?:[^\p{Cc}<>()[\]\\,;:@"]+ <(?<named>[^<>]+)>|(?<bare>[^<>]+))$/u;

export const parseMailFrom = textThat(
  'Name <address> or an address; in the name none of <>()[]\\,;:@"',
  (text) => {
    const { named, bare } = mailFrom.exec(text)?.groups ?? {};
    return "emailKey" in parseEmailAddress(named ?? bare ?? "") && text === text.trim();
  },
);

export const parseSecretKey = textThat(
  `at least ${secretKeyBytesMin} bytes long, such as the output of: openssl rand -base64 48`,
  (text) => Buffer.byteLength(text) >= secretKeyBytesMin,
);

/** Used unchanged in a header (RFC 6750 §2.1). */
export const parseBearerSecret = textThat(
  `at least ${secretKeyBytesMin} letters, digits and signs without spaces`,
  (text) => /^[!-~]+$/.test(text) && text.length >= secretKeyBytesMin,
);

/** Programs read the log of production, and the package for short lines is not installed there. */
export const parseProductionLogFormat: ParseValue<"json" | "text"> = (text) => {
  if (text === "json") return text;
  throw new Error("must be json in production");
};

/** The key of the example set-up is public. */
export const parseOwnSecretKey: ParseValue<string> = (text) => {
  if (!text.startsWith("development-")) return parseSecretKey(text);
  throw new Error("must be a key of your own in production, not one for development");
};

/** nodemailer sends a mail unsigned, without an error, when it cannot use the key. */
export const parseRsaKey = textThat("a private RSA key in PEM, without a passphrase", (text) => {
  try {
    return createPrivateKey(text).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
});

export const parseTopicArn = textThat(
  "an ARN such as arn:aws:sns:eu-west-1:123456789012:bounces",
  (text) => /^arn:aws[a-z-]*:sns:[a-z\d-]+:\d{12}:[\w-]{1,256}$/.test(text),
);

/** Not /0: then every caller could choose its own address. */
export const parseProxy = textThat("an address or a range such as 10.0.0.0/8", (text) => {
  const [address = "", length, ...rest] = text.split("/");
  const lengthMax = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (length === undefined) return lengthMax > 0;
  return rest.length === 0 && /^[1-9]\d{0,2}$/.test(length) && Number(length) <= lengthMax;
});

function textThat(expected: string, isSo: (text: string) => boolean): ParseValue<string> {
  return (text) => {
    if (!isSo(text)) throw new Error(`must be ${expected}`);
    return text;
  };
}
