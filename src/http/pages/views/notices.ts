// The pages that families are promised: what is kept about them, and how accessible the site is.
import { daySeconds } from "../../../domain/clock.ts";
import { deviceLifetimeSeconds } from "../../../domain/device.ts";
import { retentionDaysDefault } from "../../../domain/school/settings.ts";
import { type Html, html } from "../../../formats/html.ts";
import type { OpenHomeSession } from "../../../services/family/home-sessions.ts";
import type { Page } from "../layout.ts";
import { withContact } from "../school-contact.ts";
import type {
  NoticePart,
  NoticeTexts,
  OperatorDetails,
  Periods,
} from "../texts/notices/notices.ts";
import type { PageTexts } from "../texts/texts.ts";

export type NoticeFacts = Periods & OperatorDetails;

/** Day on which the browser suite last ran in full with the pages as they are; see `docs/versioning.md`. */
const testedOn = new Date("2026-11-27T12:00:00Z");
const mailRetentionSeconds = 90 * daySeconds;

/** The session of a child shows exactly what each of its publishers receives. */
export function privacyPage(texts: PageTexts, facts: NoticeFacts, session?: OpenHomeSession): Page {
  const { privacy } = texts.notices;
  const { operatorName } = facts;
  const operator = operatorName === undefined ? [] : [privacy.operator(operatorName)];
  return {
    title: privacy.title,
    schoolContact: session?.schoolContact ?? null,
    again: { path: "/privacy" },
    content: html`${part({ ...privacy.responsible, after: operator })}${contactLink(texts.notices, facts)}${part(privacy.kept)}${part(privacy.shared)}${disclosures(texts, session)}${part(privacy.periods(periodTexts(texts.notices, facts)))}${part(privacy.rights, session?.schoolContact)}<p><a href="https://autoriteitpersoonsgegevens.nl/" rel="noreferrer">${privacy.authority}</a></p>
${wayBack(texts, session)}`,
  };
}

export function accessibilityPage(
  texts: PageTexts,
  facts: NoticeFacts,
  session?: OpenHomeSession,
): Page {
  const { accessibility, date } = texts.notices;
  return {
    title: accessibility.title,
    schoolContact: session?.schoolContact ?? null,
    again: { path: "/accessibility" },
    content: html`${part(accessibility.standard)}${part(accessibility.tests(date.format(testedOn)))}${part(accessibility.limits)}${part(accessibility.contact, session?.schoolContact)}${contactLink(texts.notices, facts)}${wayBack(texts, session)}`,
  };
}

function part(
  { heading, lines, items = [], after = [] }: NoticePart,
  schoolContact?: string | null,
): Html {
  const paragraphs = (texts: readonly string[]) =>
    texts.map((text) => html`<p>${withContact(text, schoolContact)}</p>\n`);
  const list =
    items.length === 0 ? "" : html`<ul>\n${items.map((item) => html`<li>${item}</li>\n`)}</ul>\n`;
  return html`<h2>${heading}</h2>
${paragraphs(lines)}${list}${paragraphs(after)}`;
}

function disclosures({ notices, child }: PageTexts, session?: OpenHomeSession): Html {
  const { privacy, list } = notices;
  if (!session) return html`<p><a href="/login">${privacy.logIn}</a></p>\n`;
  const name = session.firstName ?? child;
  if (session.software.length === 0) return html`<p>${privacy.noPublisher(name)}</p>\n`;
  const rows = session.software.map(({ name: publisher, needs }) => {
    const data = ["pseudonym" as const, ...needs].map((key) => privacy.data[key]);
    return html`<dt>${publisher}</dt><dd>${list.format(data)}</dd>\n`;
  });
  return html`<p>${privacy.perPublisher(name)}</p>
<dl>
${rows}</dl>
`;
}

function periodTexts({ duration }: NoticeTexts, facts: Periods) {
  return {
    link: duration(facts.activationLinkLifetimeSeconds),
    resetLink: duration(facts.passwordResetLinkLifetimeSeconds),
    session: duration(facts.homeSessionLifetimeSeconds),
    device: duration(deviceLifetimeSeconds),
    mails: duration(mailRetentionSeconds),
    retention: duration(retentionDaysDefault * daySeconds),
    audit: duration(facts.auditRetentionDays * daySeconds),
  };
}

function contactLink(texts: NoticeTexts, { operatorContact }: OperatorDetails): Html | "" {
  if (operatorContact === undefined) return "";
  return html`<p><a href="${operatorContact}" rel="noreferrer">${texts.contactOperator}</a></p>\n`;
}

function wayBack(texts: PageTexts, session?: OpenHomeSession): Html {
  if (session) return html`<p><a href="/">${texts.launch.back}</a></p>`;
  return html`<p><a href="/login">${texts.nextStep["/login"]}</a></p>`;
}
