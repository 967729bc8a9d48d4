import { isLocale, type Locale } from "../domain/language/locale.ts";
import { inLanguage, languageNames, type PageLanguage } from "../domain/language/page-language.ts";
import type {
  AddressSource,
  LinkMailKind,
  MailChild,
  MailContent,
  NamedChild,
} from "./templates/content.ts";
import type { Action, Block, NamedContact, Section } from "./templates/document.ts";
import { en } from "./templates/en.ts";
import { htmlDocument } from "./templates/html.ts";
import { joinNames, safeName } from "./templates/names.ts";
import { nl } from "./templates/nl.ts";
import { plainText } from "./templates/plain-text.ts";
import type { MailTexts } from "./templates/texts.ts";

export type { MailChild, MailContent, NamedChild } from "./templates/content.ts";

export interface RenderedMail {
  /** One line of at most 150 characters. */
  readonly subject: string;
  /** Schools that the mail is about, in one line; `undefined` if a name could mislead in the sender. */
  readonly schools: string | undefined;
  readonly text: string;
  readonly html: string;
}

const languages: Record<Locale, readonly [first: MailTexts, below: MailTexts]> = {
  nl: [nl, en],
  en: [en, nl],
};

/** Leaves room in a subject of 150 for the words around the names and the schools. */
const namesLengthMax = 45;

/**
 * Renders the mail in the school's language with the other language below it; deterministic. A link is also
 * given in each of `pageLanguages` that the mail does not have. Names
 * are only ever text, whatever they contain (ASVS 1.2.1, 1.3.7). Times are Dutch local times.
 * Throws a RangeError for a mail about no child.
 */
export function renderMail(
  content: MailContent,
  pageLanguages: readonly PageLanguage[] = [],
): RenderedMail {
  const [first, below] = languages[content.locale];
  const subject = subjectOf(content, first);
  const others = pageLanguages.filter((language) => !isLocale(language));
  const note: Block = { kind: "note", text: below.below, locale: below.locale };
  const sections = [sectionOf(content, first, others, [note]), sectionOf(content, below)] as const;
  return {
    subject,
    schools: sendingSchools(content, first),
    text: plainText(sections),
    html: htmlDocument(subject, sections, previewOf(content, first)),
  };
}

/**
 * What to do: an inbox shows it beside the subject. Mails without links begin with what happened, and
 * have no hidden text, which filters distrust.
 */
function previewOf(unsafe: MailContent, texts: MailTexts): string | undefined {
  const content = withSafeNames(unsafe, texts);
  if (!hasLinks(content)) return undefined;
  const [first] = content.children.toSorted((one, other) => +one.expiresAt - +other.expiresAt);
  if (!first) return undefined;
  const isReset = content.children.every(({ purpose }) => purpose === "password-reset");
  const make = texts.makePassword[isReset ? "password-reset" : "activation"];
  const until = texts.worksUntil(texts.formats.moment.format(first.expiresAt));
  return `${make(namesOf(content.children, texts))}. ${until}`;
}

function childrenOf(content: MailContent): readonly NamedChild[] {
  return content.kind === "password-notice" ? [content] : content.children;
}

/** Returns the contacts of the schools, each once; named when the mail is about more schools. */
function contactsOf(children: readonly NamedChild[]): readonly NamedContact[] {
  const schools = new Map(
    children.map(({ schoolName, schoolContact }) => [
      JSON.stringify([schoolName, schoolContact]),
      { schoolName, contact: schoolContact },
    ]),
  );
  return [...schools.values()].flatMap(({ schoolName, contact }) => {
    if (contact === null) return [];
    return [schools.size === 1 ? { contact } : { schoolName, contact }];
  });
}

function hasLinks(content: MailContent): content is Extract<MailContent, { kind: LinkMailKind }> {
  return !["password-notice", "address-removed", "address-added"].includes(content.kind);
}

/** A name with an `@` looks like an address, and a domain like that of another sender. */
function sendingSchools(content: MailContent, texts: MailTexts): string | undefined {
  const names = childrenOf(content).map(({ schoolName }) => safeName(schoolName, ""));
  const isSafe = names.every((name) => name !== "" && !/[@\uFF20\uFE6B]/.test(name));
  return isSafe ? joined([...new Set(names)], texts) : undefined;
}

/** Returns the content with every name made safe for a mail, in the language of the texts. */
function withSafeNames(content: MailContent, { neutral }: MailTexts): MailContent {
  const named = <Named extends NamedChild>(child: Named): Named => ({
    ...child,
    firstName: safeName(child.firstName, neutral.child),
    schoolName: safeName(child.schoolName, neutral.school),
  });
  switch (content.kind) {
    case "password-notice":
      return named(content);
    case "address-removed":
    case "address-added":
      return { ...content, children: content.children.map(named) };
    default:
      return { ...content, children: content.children.map(named) };
  }
}

function subjectOf(unsafe: MailContent, texts: MailTexts): string {
  const content = withSafeNames(unsafe, texts);
  const children = childrenOf(content);
  if (children.length === 0) throw new RangeError("A mail is about at least one child");
  return texts.subject[content.kind](namesOf(children, texts), schoolsOf(children, texts));
}

/** `notes` follow the first paragraph, because an inbox shows the beginning beside the subject. */
function sectionOf(
  unsafe: MailContent,
  texts: MailTexts,
  others: readonly PageLanguage[] = [],
  notes: readonly Block[] = [],
): Section {
  const content = withSafeNames(unsafe, texts);
  const blocks = blocksOf(content, texts, others);
  return {
    locale: texts.locale,
    contacts: contactsOf(childrenOf(content)),
    title: texts.title[content.kind],
    blocks: [
      { kind: "paragraph", text: texts.greeting },
      ...blocks.slice(0, 1),
      ...notes,
      ...blocks.slice(1),
      { kind: "small", text: texts.footer },
      ...noticeLinks(content, texts),
    ],
  };
}

function noticeLinks(content: MailContent, { notices }: MailTexts): readonly Block[] {
  if (!hasLinks(content) || !content.noticeUrls) return [];
  const { privacy, accessibility } = content.noticeUrls;
  const links = [
    { label: notices.privacy, url: privacy },
    { label: notices.accessibility, url: accessibility },
  ];
  return [{ kind: "links", links }];
}

function blocksOf(
  content: MailContent,
  texts: MailTexts,
  others: readonly PageLanguage[],
): readonly Block[] {
  switch (content.kind) {
    case "password-notice":
      return noticeBlocks(content, texts);
    case "address-removed":
      return changeBlocks(content.children, texts, texts.addressRemoved);
    case "address-added":
      return changeBlocks(content.children, texts, texts.addressAdded);
    default:
      return linkBlocks(content, texts, others);
  }
}

function linkBlocks(
  { kind, children }: Extract<MailContent, { kind: LinkMailKind }>,
  texts: MailTexts,
  others: readonly PageLanguage[],
): readonly Block[] {
  const opening = texts[kind](namesOf(children, texts), children.length, sourceOf(children));
  const { userName, passwordPerChild, worksOnce, onlyYours, unexpected } = texts;
  return [
    ...paragraphs(opening, texts),
    ...children.map((child) => childAction(child, texts, others)),
    {
      kind: "list",
      title: texts.goodToKnow,
      items: [userName, passwordPerChild, worksOnce, onlyYours, unexpected[kind]],
    },
  ];
}

function sourceOf(children: readonly MailChild[]): AddressSource {
  if (children.every(({ isFromLetter }) => isFromLetter)) return "letter";
  return children.some(({ isFromLetter }) => isFromLetter) ? "several" : "school";
}

function childAction(
  { firstName, schoolName, purpose, url, expiresAt }: MailChild,
  texts: MailTexts,
  others: readonly PageLanguage[],
): Action {
  return {
    kind: "action",
    child: { firstName, schoolName },
    label: texts.makePassword[purpose](firstName),
    url,
    note: texts.worksUntil(texts.formats.moment.format(expiresAt)),
    inLanguages: others.map((language) => ({
      language,
      name: languageNames[language],
      url: inLanguage(url, language),
    })),
  };
}

function noticeBlocks(
  notice: Extract<MailContent, { kind: "password-notice" }>,
  texts: MailTexts,
): readonly Block[] {
  const { firstName, schoolName, changedAt, loginUrl, forgotUrl, use } = notice;
  const moment = texts.formats.moment.format(changedAt);
  const opening = texts.passwordNotice(firstName, schoolName, moment, use);
  return [
    ...paragraphs(opening, texts),
    { kind: "action", label: texts.logIn, url: loginUrl },
    { kind: "paragraph", text: texts.notYou },
    { kind: "action", label: texts.makeNewPassword, url: forgotUrl },
    {
      kind: "list",
      title: texts.goodToKnow,
      items: [texts.userName, texts.passwordPerChild, texts.onlyYours],
    },
  ];
}

function changeBlocks(
  children: readonly NamedChild[],
  texts: MailTexts,
  opening: MailTexts["addressRemoved" | "addressAdded"],
): readonly Block[] {
  const names = namesOf(children, texts);
  return paragraphs(opening(names, schoolsOf(children, texts), children.length), texts);
}

/** Capitalizes a paragraph that starts with the neutral form of a name. */
function paragraphs(all: readonly string[], { neutral }: MailTexts): readonly Block[] {
  return all.map((text) => ({
    kind: "paragraph",
    text: text.startsWith(neutral.child) ? text.charAt(0).toUpperCase() + text.slice(1) : text,
  }));
}

function schoolsOf(children: readonly NamedChild[], texts: MailTexts): string {
  return joined([...new Set(children.map((child) => child.schoolName))], texts);
}

/** The children without a usable name are counted after the others. */
function namesOf(children: readonly { firstName: string }[], texts: MailTexts): string {
  const { neutral, nameless } = texts;
  const names = children.map((child) => child.firstName).filter((name) => name !== neutral.child);
  const rest = children.length - names.length;
  return joined(rest === 0 ? names : [...names, nameless(rest, names.length > 0)], texts);
}

function joined(names: readonly string[], { formats, others }: MailTexts): string {
  return joinNames(names, { list: formats.list, others, lengthMax: namesLengthMax });
}
