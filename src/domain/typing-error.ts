// Warns about probable typing errors in domains. The warning accompanies a success, so a false
// alarm costs more than a miss. Libraries for this compare the distance alone, and would correct
// mailbox.org and we.com.
import { domainMaxBytes, domainOf, type EmailAddress } from "./email-address.ts";
import { say } from "./messages/messages.ts";
import { isWithin } from "./text.ts";

export interface TypingWarning {
  /** Place in the body, as in a validation error: `/emails/0`. */
  readonly pointer: string;
  readonly detail: string;
  /** The complete suggested address. */
  readonly suggestion: string;
}

/**
 * Common mail providers of Dutch families; the first match is suggested. These domains get no
 * warning.
 */
const providers = `
  gmail.com hotmail.com outlook.com live.nl hotmail.nl ziggo.nl kpnmail.nl icloud.com home.nl live.com
  outlook.nl planet.nl hetnet.nl xs4all.nl upcmail.nl casema.nl chello.nl quicknet.nl zeelandnet.nl
  caiway.nl online.nl solcon.nl telfort.nl tele2.nl kpnplanet.nl freedom.nl wxs.nl kabelfoon.nl
  kliksafe.nl filternet.nl versatel.nl tiscali.nl wanadoo.nl zonnet.nl lijbrandt.nl multiweb.nl
  hccnet.nl delta.nl kpn.nl me.com mac.com msn.com msn.nl mail.com email.com googlemail.com yahoo.com
  ymail.com rocketmail.com aol.com protonmail.com protonmail.ch proton.me pm.me fastmail.com
  fastmail.fm tutanota.com tutanota.de hotmail.be live.be outlook.be telenet.be skynet.be scarlet.be
  proximus.be hotmail.de outlook.de yahoo.de web.de t-online.de freenet.de gmx.de gmx.net gmx.com
  hotmail.fr yahoo.fr orange.fr free.fr laposte.net wp.pl onet.pl o2.pl interia.pl mail.ru yandex.ru
  yandex.com ukr.net abv.bg mynet.com libero.it`
  .trim()
  .split(/\s+/)
  .map(read);

const known = new Set(providers.map(write));

/**
 * Names that are words or belong to other companies too; every name under five letters counts as
 * one.
 */
const ordinaryNames = new Set(
  `casema chello delta email filternet freedom freenet hccnet libero multiweb mynet online orange planet
   proton proximus quicknet scarlet skynet solcon tele2 telenet versatel zonnet`.split(/\s+/),
);

/**
 * Returns the probably intended domain of a lower-case domain, or `undefined` when it is not
 * clearly a typing error. A trailing dot and `www.` before a provider are typing errors as well.
 */
export function suggestDomain(domain: string): string | undefined {
  if (!isWithin(domain, domainMaxBytes)) return undefined;
  const bare = withoutDotsAtEnd(domain.replace(/^www\./, ""));
  if (known.has(bare)) return bare === domain ? undefined : bare;
  const typed = read(bare);
  const meant = providers.find((provider) => isMeant(typed, provider));
  return meant && write(meant);
}

export type SuggestDomain = typeof suggestDomain;

/** Caches suggestions by domain: a school has many addresses and few domains. */
export function createSuggestDomain(): SuggestDomain {
  const suggestions = new Map<string, string | undefined>();
  return (domain) => {
    if (!suggestions.has(domain)) suggestions.set(domain, suggestDomain(domain));
    return suggestions.get(domain);
  };
}

/**
 * Returns one warning for each address with a probable typing error in its domain, in their order.
 */
export function warningsFor(
  addresses: readonly EmailAddress[],
  suggest: SuggestDomain = suggestDomain,
): readonly TypingWarning[] {
  return addresses.flatMap(({ email, emailKey }, index) => {
    const domain = suggest(domainOf(emailKey));
    if (domain === undefined) return [];
    const suggestion = `${email.slice(0, email.lastIndexOf("@"))}@${domain}`;
    return [{ pointer: `/emails/${index}`, detail: say("email-mistyped"), suggestion }];
  });
}

function withoutDotsAtEnd(domain: string): string {
  let end = domain.length;
  while (domain[end - 1] === ".") end -= 1;
  return domain.slice(0, end);
}

/** `hotmail` and `co.uk`. */
interface Domain {
  readonly name: string;
  readonly ending: string;
}

function read(domain: string): Domain {
  const [name = "", ...ending] = domain.split(".");
  return { name, ending: ending.join(".") };
}

function write({ name, ending }: Domain): string {
  return `${name}.${ending}`;
}

const swappedEndings: Readonly<Record<string, string>> = { com: "nl", nl: "com" };

function isMeant(typed: Domain, meant: Domain): boolean {
  const isBrand = meant.name.length >= 5 && !ordinaryNames.has(meant.name);
  const hasName = typed.name === meant.name;
  const slipsMax = meant.name.length >= 8 ? 2 : 1;
  if (Math.abs(typed.name.length - meant.name.length) > slipsMax) return false;
  if (!hasName && !(isBrand && isSlip(typed.name, meant.name, slipsMax))) return false;
  if (typed.ending === meant.ending) return true;

  // A brand with one ending, such as gmail.nl or ziggo.com: no mailboxes exist elsewhere.
  const hasOneEnding = providers.filter(({ name }) => name === meant.name).length === 1;
  const isUnique = isBrand && hasName && hasOneEnding;
  if (isUnique && swappedEndings[meant.ending] === typed.ending) return true;

  // A two-letter ending is a country: hotmail.no is Norway. Only .co, .cm and .om more probably are
  // a brand's .com.
  const mayBeTrue = typed.ending.length === 2 && !isUnique && !(isBrand && meant.ending === "com");
  return !mayBeTrue && isSlip(`.${typed.ending}`, `.${meant.ending}`, 1);
}

/**
 * Whether at most this many typing errors separate the two: letters swapped, one omitted, one
 * doubled, a neighbouring key. The first letter must match: mail.com is not gmail.com.
 */
function isSlip(typed: string, meant: string, slipsMax: number, at = 0): boolean {
  if (typed === meant) return true;
  if (slipsMax === 0) return false;
  let start = at;
  while (start < typed.length && typed[start] === meant[start]) start += 1;
  const before = meant.slice(0, start);
  const [typedHead = "", typedNext = ""] = typed.slice(start);
  const [head = "", next = ""] = meant.slice(start);
  const rest = typed.slice(start + 1);

  const corrections: string[] = [];
  if (typedHead === next && typedNext === head)
    corrections.push(head + next + typed.slice(start + 2));
  if (start > 0) corrections.push(head + typed.slice(start));
  if (start > 0 && typedHead === typed[start - 1]) corrections.push(rest);
  if (start > 0 && areNeighbours(typedHead, head)) corrections.push(head + rest);
  return corrections.some((end) => isSlip(before + end, meant, slipsMax - 1, start));
}

const keyboard = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const indents = [-0.5, 0, 0.25, 0.75]; // in key widths

function areNeighbours(one: string, other: string): boolean {
  const [a, b] = [placeOf(one), placeOf(other)];
  return Math.abs(a.row - b.row) <= 1 && Math.abs(a.column - b.column) <= 1;
}

/** The column is NaN for other characters, which therefore have no neighbours. */
function placeOf(key: string) {
  const row = key === "" ? -1 : keyboard.findIndex((keys) => keys.includes(key));
  return { row, column: (keyboard[row]?.indexOf(key) ?? Number.NaN) + (indents[row] ?? 0) };
}
