// The sheet of a group on paper (Dutch: print versie).

import type { Locale } from "../../../domain/language/locale.ts";
import { type Html, html } from "../../../formats/html.ts";
import { dateFormat, type RegionFormat } from "../../../formats/region-formats.ts";
import { statusText } from "../../../formats/table-texts.ts";
import type { GroupPrintVersion } from "../../../services/school/groups.ts";
import type { Pupil } from "../../../services/school/pupils.ts";
import { printDocument } from "./print-document.ts";

export interface PrintOptions {
  readonly publicUrl: string;
  readonly showsAddresses: boolean;
}

interface PrintTexts {
  readonly title: (group: string) => string;
  readonly counts: (pupils: number, enabled: number) => string;
  readonly picture: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly homeLogin: string;
  readonly state: string;
  readonly addresses: string;
  readonly yes: string;
  readonly no: string;
  readonly meaning: string;
  readonly date: RegionFormat<Date>;
}

const dateOptions = { dateStyle: "long" } as const;

const textsIn: Readonly<Record<Locale, PrintTexts>> = {
  nl: {
    title: (group) => `Thuis inloggen: ${group}`,
    counts: (pupils, enabled) => `${pupils} leerlingen, ${enabled} met een adres van thuis`,
    picture: "Plaatje",
    firstName: "Roepnaam",
    lastName: "Achternaam",
    homeLogin: "Thuis",
    state: "Stand",
    addresses: "Adres van thuis en stand",
    yes: "Ja",
    no: "Nee",
    meaning:
      "Ja: er is een adres van thuis ingevuld. Actief: thuis is een wachtwoord gemaakt. Uitgenodigd: de mail met de link is onderweg of nog niet gebruikt. Verlopen: de link is te oud. Onbestelbaar: de mail kwam niet aan.",
    date: dateFormat("nl-NL", dateOptions),
  },
  en: {
    title: (group) => `Home login: ${group}`,
    counts: (pupils, enabled) => `${pupils} pupils, ${enabled} with a home address`,
    picture: "Picture",
    firstName: "First name",
    lastName: "Last name",
    homeLogin: "Home",
    state: "State",
    addresses: "Home address and state",
    yes: "Yes",
    no: "No",
    meaning:
      "Yes: a home address is entered. Activated: the family has set a password. Invited: the mail with the link is on its way or not used yet. Expired: the link is too old. Bounced: the mail did not arrive.",
    date: dateFormat("en-GB", dateOptions),
  },
};

/** Renders the sheet in the language of the school. It has no script. */
export function renderPrintVersion(
  { group, school, madeAt }: GroupPrintVersion,
  { publicUrl, showsAddresses }: PrintOptions,
): string {
  const { locale } = school;
  const texts = textsIn[locale];
  const teachers = group.teachers.map(fullName).join(", ");
  const last = showsAddresses ? texts.addresses : texts.state;
  return printDocument({
    locale,
    title: texts.title(group.name),
    style: `${publicUrl}/assets/print.css`,
    content: html`<header>
<h1>${texts.title(group.name)}</h1>
<p>${school.name}${teachers === "" ? "" : html` · ${teachers}`}<br>
${texts.date.format(madeAt)} · ${texts.counts(group.pupilCount, group.homeLoginCount)}</p>
</header>
<table${showsAddresses ? html` class="addresses"` : ""}>
<thead>
<tr><th scope="col">${texts.picture}</th><th scope="col">${texts.firstName}</th><th scope="col">${texts.lastName}</th><th scope="col">${texts.homeLogin}</th><th scope="col">${last}</th></tr>
</thead>
<tbody>
${group.pupils.map((pupil) => rowOf(pupil, locale, showsAddresses))}</tbody>
</table>
<footer><p>${texts.meaning}</p></footer>`,
  });
}

function rowOf(pupil: Pupil, locale: Locale, showsAddresses: boolean): Html {
  const { yes, no } = textsIn[locale];
  const { firstName, infix, lastName, pictureUrl, homeLogin } = pupil;
  const image =
    pictureUrl === null ? "" : html`<img src="${pictureUrl}" alt="" width="24" height="24">`;
  const family = [infix, lastName].filter((part) => part !== null).join(" ");
  return html`<tr><td>${image}</td><td>${firstName ?? ""}</td><td>${family}</td><td>${homeLogin.enabled ? html`<b>${yes}</b>` : no}</td><td>${statesOf(homeLogin.addresses, locale, showsAddresses)}</td></tr>\n`;
}

function statesOf(
  addresses: Pupil["homeLogin"]["addresses"],
  locale: Locale,
  showsAddresses: boolean,
): Html | string {
  if (addresses.length === 0) return statusText("none", locale);
  if (!showsAddresses) return addresses.map(({ status }) => statusText(status, locale)).join(", ");
  const lines = addresses.map(
    ({ email, status }) => html`<li>${email} (${statusText(status, locale)})</li>`,
  );
  return html`<ul>${lines}</ul>`;
}

function fullName({ firstName, infix, lastName }: GroupPrintVersion["group"]["teachers"][number]) {
  return [firstName, infix, lastName].filter((part) => part !== null).join(" ");
}
