// Letters to the parents of pupils: one page of A4 each, for one glance. The code is on it twice, as a picture for a
// phone and in letters for the others.

import type { Locale } from "../../../domain/language/locale.ts";
import { contactPlace } from "../../../domain/school/contact.ts";
import { groupedCode, type LetterMode } from "../../../domain/school/letters.ts";
import type { Steps } from "../../../domain/steps.ts";
import { type Html, html, keepWordsWhole } from "../../../formats/html.ts";
import { qrCodeOf, qrQuietZone } from "../../../formats/qr-code.ts";
import { dateFormat, type RegionFormat } from "../../../formats/region-formats.ts";
import type { Letter, LetterBatch } from "../../../services/school/letters.ts";
import { withContact } from "../school-contact.ts";
import { printDocument } from "./print-document.ts";

export interface LetterOptions {
  /** Origin of the style sheet. */
  readonly publicUrl: string;
  /** Origin of the page on which a parent uses the code. */
  readonly homeUrl: string;
}

interface LetterTexts {
  readonly title: string;
  readonly none: string;
  readonly group: (name: string) => string;
  readonly to: string;
  readonly child: string;
  readonly heading: (child: string) => string;
  readonly intro: (child: string) => string;
  readonly steps: readonly string[];
  readonly qrCode: string;
  readonly otherwise: string;
  readonly type: string;
  readonly good: string;
  readonly notes: (child: string, until: string) => readonly string[];
  /** What happens to the address, by the setting of the school. */
  readonly mode: Readonly<Record<Exclude<LetterMode, "off">, readonly string[]>>;
  /** For parents that do not read the language of the school. */
  readonly elsewhere: { readonly locale: Locale; readonly text: string };
  readonly date: RegionFormat<Date>;
}

const dateOptions = { dateStyle: "long" } as const;

const textsIn: Readonly<Record<Locale, LetterTexts>> = {
  nl: {
    title: "Brieven om thuis in te loggen",
    none: "Er zijn geen leerlingen om een brief aan te geven.",
    group: (name) => (/^groep\b/i.test(name) ? name : `Groep ${name}`),
    to: "Aan de ouders of verzorgers van",
    child: "uw kind",
    heading: (child) => `Laat ${child} thuis inloggen`,
    intro: (child) =>
      `Met de leersoftware van school kan ${child} ook thuis oefenen. Daarvoor is uw e-mailadres nodig.`,
    steps: [
      "Richt de camera van uw telefoon op de code en tik op de link.",
      "Vul uw e-mailadres in.",
      "Open de mail die u krijgt en maak een wachtwoord.",
    ],
    qrCode: "QR-code",
    otherwise: "Geen camera? Ga op internet naar",
    type: "en typ deze code:",
    good: "Goed om te weten",
    notes: (child, until) => [
      `De code werkt tot ${until} en is alleen voor ${child}.`,
      "Twee ouders of verzorgers kunnen elk een eigen e-mailadres invullen. U ziet elkaars adres niet.",
      `Met deze brief alleen kan niemand inloggen. Brief kwijt? Vraag de school${contactPlace} om een nieuwe: de oude code werkt dan niet meer.`,
    ],
    mode: {
      ask: ["De leerkracht kijkt eerst naar het adres. Daarna krijgt u de mail."],
      "at-once": [],
    },
    elsewhere: {
      locale: "en",
      text: "English: scan the code, enter your e-mail address, and open the mail that you receive. Page and mail are in English too.",
    },
    date: dateFormat("nl-NL", dateOptions),
  },
  en: {
    title: "Letters for home login",
    none: "There are no pupils to give a letter to.",
    group: (name) => (/^gro(?:ep|up)\b/i.test(name) ? name : `Group ${name}`),
    to: "To the parents or carers of",
    child: "your child",
    heading: (child) => `Let ${child} log in at home`,
    intro: (child) =>
      `With the school’s learning software ${child} can practise at home too. For this we need your e-mail address.`,
    steps: [
      "Point the camera of your phone at the code and tap the link.",
      "Enter your e-mail address.",
      "Open the mail that you receive and make a password.",
    ],
    qrCode: "QR code",
    otherwise: "No camera? Go on the internet to",
    type: "and type this code:",
    good: "Good to know",
    notes: (child, until) => [
      `The code works until ${until} and is only for ${child}.`,
      "Two parents or carers can each enter an e-mail address of their own. You do not see each other’s address.",
      `Nobody can log in with this letter alone. Lost it? Ask the school${contactPlace} for a new one: the old code then stops working.`,
    ],
    mode: {
      ask: ["The teacher looks at the address first. After that you receive the mail."],
      "at-once": [],
    },
    elsewhere: {
      locale: "nl",
      text: "Nederlands: scan de code, vul uw e-mailadres in en open de mail die u krijgt. De pagina en de mail zijn er ook in het Nederlands.",
    },
    date: dateFormat("en-GB", dateOptions),
  },
};

/** A few milliseconds of work. */
const lettersPerStep = 20;

/** Renders the letters in the language of the school, one page each. */
export function* renderLetters(
  batch: LetterBatch,
  { publicUrl, homeUrl }: LetterOptions,
): Steps<string> {
  const { locale } = batch.school;
  const texts = textsIn[locale];
  const pages: Html[] = [];
  for (const [index, letter] of batch.letters.entries()) {
    if (index > 0 && index % lettersPerStep === 0) yield;
    pages.push(pageOf(letter, batch, homeUrl));
  }
  return printDocument({
    locale,
    title: texts.title,
    style: `${publicUrl}/assets/letters.css`,
    content: html`${pages.length === 0 ? html`<p>${texts.none}</p>` : pages}`,
  });
}

function pageOf(letter: Letter, { school, expiresAt }: LetterBatch, homeUrl: string): Html {
  const texts = textsIn[school.locale];
  const { firstName, infix, lastName, groupName, code } = letter;
  const child = firstName ?? texts.child;
  const fullName = [firstName, infix, lastName].filter((part) => part !== null).join(" ");
  const site = `${homeUrl.replace(/^https?:\/\//, "")}/start`;
  const notes = [
    ...(school.letters === "off" ? [] : texts.mode[school.letters]),
    ...texts.notes(child, texts.date.format(expiresAt)),
  ];
  const page = html`<article>
<header><b>${school.name}</b>${groupName === null ? "" : html`<span>${texts.group(groupName)}</span>`}</header>
<p class="to">${texts.to}<br><b>${fullName}</b></p>
<h1>${texts.heading(child)}</h1>
<p>${texts.intro(child)}</p>
<div class="how">
${qrOf(`${homeUrl}/start#${code}`, texts.qrCode)}
<ol>
${texts.steps.map((step) => html`<li><span>${step}</span></li>\n`)}</ol>
</div>
<p class="otherwise">${texts.otherwise} <b>${site}</b> ${texts.type}</p>
<p class="code">${groupedCode(code)}</p>
<h2>${texts.good}</h2>
<ul>
${notes.map((note) => html`<li>${withContact(note, school.contact)}</li>\n`)}</ul>
<p class="elsewhere" lang="${texts.elsewhere.locale}">${texts.elsewhere.text}</p>
</article>
`;
  return keepWordsWhole(page, html`class="whole"`);
}

function qrOf(url: string, label: string): Html {
  const { size, path } = qrCodeOf(url);
  const from = `${-qrQuietZone}`;
  const length = `${size + 2 * qrQuietZone}`;
  return html`<svg role="img" aria-label="${label}" viewBox="${from} ${from} ${length} ${length}" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
}
