// The sender of mails as an inbox shows it. The address is always that of the service.

export interface Sender {
  /** Empty when the sender is a bare address. */
  readonly name: string;
  readonly address: string;
}

const serviceName = "Thuisinlog";

/** Splits `Name <address>` or an address; see `parseMailFrom`. */
export function senderOf(from: string): Sender {
  const [, name = "", named] = /^(.*?) ?<([^<>]+)>$/u.exec(from) ?? [];
  return { name, address: named ?? from };
}

/** Returns "De Regenboog via Thuisinlog": parents know the school. `undefined` without a school. */
export function nameWithSchools(from: string, schools: string | undefined): string | undefined {
  if (schools === undefined || schools === "") return undefined;
  return `${schools} via ${senderOf(from).name || serviceName}`;
}
