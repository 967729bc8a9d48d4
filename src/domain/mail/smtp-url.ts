export interface SmtpUrl {
  readonly url: string;
  /** Set when the URL has a user: without it, a server that does not offer AUTH rejects every mail as relaying. */
  readonly forceAuth?: true;
}

const parameters = new Set([
  "requireTLS",
  "ignoreTLS",
  "tls.rejectUnauthorized",
  "tls.servername",
  "name",
]);

/**
 * Parses `smtp://user:password@host:port` or `smtps://…`, with the parameters for TLS and `name`, the host name
 * for EHLO. Rejects every other parameter, because nodemailer lets it override each option that the service
 * sets. Throws an Error whose message never contains a value from the URL.
 */
export function parseSmtpUrl(text: string): SmtpUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === "") {
    throw new Error("must look like smtp://host:port or smtps://host:port");
  }
  for (const parameter of url.searchParams.keys()) {
    if (!parameters.has(parameter)) throw new Error("has an unknown parameter");
  }
  return { url: text, ...(url.username !== "" && { forceAuth: true as const }) };
}
