/** Id and secret of an API client. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

interface CredentialFields {
  readonly client_id?: string;
  readonly client_secret?: string;
}

/** Whether a request authenticates a client in two ways, which is invalid (RFC 6749 §2.3, §5.2). */
export function authenticatesTwice(
  authorization: string | undefined,
  { client_secret: clientSecret }: CredentialFields,
): boolean {
  return authorization !== undefined && clientSecret !== undefined;
}

/**
 * Returns the credentials of a token request, from HTTP Basic or from the form; `undefined` when
 * there are none.
 */
export function readClientCredentials(
  authorization: string | undefined,
  { client_id: clientId, client_secret: clientSecret }: CredentialFields,
): ClientCredentials | undefined {
  const isInForm = clientId !== undefined && clientSecret !== undefined;
  if (authorization === undefined) return isInForm ? { clientId, clientSecret } : undefined;
  return readBasic(authorization);
}

/** Both parts are form-encoded first (RFC 6749 §2.3.1). */
function readBasic(authorization: string): ClientCredentials | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? [];
  if (encoded === undefined) return undefined;
  const [clientId, ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  if (clientId === undefined || rest.length === 0) return undefined;
  try {
    return { clientId: formDecode(clientId), clientSecret: formDecode(rest.join(":")) };
  } catch {
    return undefined; // malformed percent-encoding
  }
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
