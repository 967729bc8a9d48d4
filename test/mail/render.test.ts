import fc from "fast-check";
import t from "tap";
import { languageNames } from "../../src/domain/language/page-language.ts";
import { type MailChild, type MailContent, renderMail } from "../../src/mail/render.ts";
import { palettes } from "../../src/mail/templates/html.ts";
import { oneLine } from "../../src/mail/templates/names.ts";
import { createSmtpTransport } from "../../src/mail/transport.ts";
import { contrast } from "../support/contrast.ts";
import { startSmtpServer } from "../support/smtp-server.ts";

const templates = `{{7*7}} \${7*7} <%= 7*7 %> #{7*7} %s`;
const hostileNames = [
  '"><img src=x>',
  "'><script>alert(1)</script>",
  "</td></tr></table><h1>Win",
  "Wim\r\nBcc: x@y\r\n\r\n.",
  "Wim\u202Eeip\u2066moc\u200Flive",
  templates,
  "👩‍👧‍👦 Zoë &amp; &lt;b&gt;",
  "--><!--[if mso]>",
];

function child(rest: Partial<MailChild> = {}): MailChild {
  return {
    firstName: "Wimpie",
    schoolName: "Basisschool De Regenboog",
    schoolContact: null,
    purpose: "activation",
    url: "https://thuis.example/activate#01987f3e-7c1e-7a42-b9c1-5f3e2d1c0b10.kJ8sV2fQ0pLrT6xYz",
    expiresAt: new Date("2026-03-14T14:30:00Z"),
    isFromLetter: false,
    ...rest,
  };
}

function invitation(...children: MailChild[]): MailContent {
  return { kind: "activation", locale: "nl", children };
}

const notice = {
  kind: "password-notice",
  locale: "nl",
  firstName: "Wimpie",
  schoolName: "De Regenboog",
  schoolContact: null,
  loginUrl: "https://thuis.example/",
  forgotUrl: "https://thuis.example/forgot",
  changedAt: new Date("2026-07-14T14:30:00Z"),
  use: "password-reset",
} as const;

const contents: readonly MailContent[] = [
  invitation(child()),
  { kind: "links", locale: "en", children: [child(), child({ firstName: "Fatima" })] },
  { kind: "reminder", locale: "nl", children: [child()] },
  { kind: "address-removed", locale: "nl", children: [child(), child({ firstName: "Fatima" })] },
  notice,
];

/** Text between the tags. The templates contain no bare < or >. */
function textNodes(html: string): string[] {
  return html.split(/<[^>]*>/).map(decode);
}

/** The tags with their attributes. */
function skeleton(html: string): string[] {
  return html.match(/<[^>]*>/g) ?? [];
}

const characters: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: "\u00A0",
};

function decode(html: string): string {
  return html.replace(/&(?:#(\d+)|(\w+));/g, (whole, code, name) =>
    code ? String.fromCodePoint(Number(code)) : (characters[name] ?? whole),
  );
}

function hrefs(html: string): string[] {
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => decode(href ?? ""));
}

t.test("the subject has the name of the child and the school", async (t) => {
  const { subject } = renderMail(invitation(child()));
  t.equal(subject, "Thuis inloggen voor Wimpie (Basisschool De Regenboog)");

  const two = [child(), child({ firstName: "Fatima" })];
  const school = { schoolName: "Het Kompas" };
  t.match(
    renderMail(invitation(...two)).subject,
    "voor Wimpie en Fatima (Basisschool De Regenboog)",
  );
  t.match(
    renderMail(invitation(child(school), ...two)).subject,
    "(Het Kompas en Basisschool De Regenboog)",
  );
  t.match(
    renderMail({ ...notice, locale: "en" }).subject,
    "password made for Wimpie (De Regenboog)",
  );
});

t.test(
  "an invitation says who entered the address, and nothing when it was entered in two ways",
  async (t) => {
    const bySchool = child();
    const byLetter = child({ firstName: "Fatima", isFromLetter: true });
    const words = /De school gaf|met de code uit de brief|school gave|with the code of/g;
    const said = (...children: MailChild[]) =>
      renderMail(invitation(...children))
        .text.replaceAll(/\s+/g, " ")
        .match(words);
    t.strictSame(said(bySchool), ["De school gaf", "school gave"]);
    t.strictSame(said(byLetter), ["met de code uit de brief", "with the code of"]);
    t.equal(said(bySchool, byLetter), null);
  },
);

t.test("a subject is one short line for any names", async (t) => {
  const names = fc.string({ unit: "binary", maxLength: 300 });
  const children = fc.array(fc.tuple(names, names), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      children,
      fc.constantFrom("activation", "links", "reminder", "address-removed"),
      (pairs, kind) => {
        const named = pairs.map(([firstName, schoolName]) => child({ firstName, schoolName }));
        const { subject } = renderMail({ kind, locale: "nl", children: named });
        return (
          subject.length <= 150 && subject.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(subject)
        );
      },
    ),
  );
  const sams = Array.from({ length: 30 }, (_, index) => child({ firstName: `Sam${index}` }));
  t.match(renderMail(invitation(...sams)).subject, /voor Sam0, Sam1, .* en nog \d\d \(/);
  const family = "👩‍👧‍👦".repeat(40);
  t.match(renderMail(invitation(child({ firstName: family }))).subject, /voor (👩‍👧‍👦)+… \(/u);
});

t.test("the language of the school is first and the other second", async (t) => {
  for (const content of contents) {
    for (const [locale, first, second] of [
      ["nl", "Hallo,", "Hello,"],
      ["en", "Hello,", "Hallo,"],
    ] as const) {
      const { text, html } = renderMail({ ...content, locale });
      for (const form of [text, html]) {
        t.ok(form.indexOf(first) < form.indexOf(second) && form.includes(first), `${locale}`);
      }
      const langs = [...html.matchAll(/lang="(..)"/g)].map(([, lang]) => lang);
      const other = locale === "nl" ? "en" : "nl";
      t.strictSame(langs, [locale, locale, other, other]);
    }
  }
});

t.test("an e-mail address is not broken at a hyphen", async (t) => {
  for (const content of contents) {
    const { html } = renderMail(content);
    const body = html.slice(html.indexOf("<body"));
    t.match(body, '<span style="white-space:nowrap">e-mail');
    t.notMatch(body, /(?<!nowrap">)e-mail/i);
  }
});

t.test("every child has its own link, with its name, school and expiry", async (t) => {
  const children = ["Wimpie", "Fatima", "Bo"].map((firstName, index) =>
    child({
      firstName,
      schoolName: `School van ${firstName}`,
      purpose: index === 1 ? "password-reset" : "activation",
      url: `https://thuis.example/activate#${index}`,
    }),
  );
  const { text, html } = renderMail({ kind: "links", locale: "nl", children });
  for (const { firstName, schoolName, url, purpose } of children) {
    const make = purpose === "activation" ? "een wachtwoord" : "een nieuw wachtwoord";
    const until = "Deze link werkt tot zaterdag 14 maart 2026 om 15:30 uur.";
    const lines = [`${firstName} (${schoolName})`, `Maak ${make} voor ${firstName}:`, url, until];
    t.ok(text.includes(lines.join("\n")), firstName);
    t.equal(
      hrefs(html).filter((href) => href === url).length,
      4,
      "a button and a link in both languages",
    );
    t.ok(textNodes(html).includes(firstName) && textNodes(html).includes(schoolName));
  }
});

t.test("timestamps are in Dutch time, in summer and in winter", async (t) => {
  t.match(renderMail(notice).text, "dinsdag 14 juli 2026 om 16:30 uur");
  t.match(renderMail(invitation(child())).text, "Saturday, 14 March 2026 at 15:30");
});

t.test("a mail answers the questions of a parent", async (t) => {
  const answers = {
    nl: [
      "Dit e-mailadres is de gebruikersnaam",
      "elk kind een ander",
      "één keer",
      "daar vraagt u een nieuwe aan",
    ],
    en: [
      "This e-mail address is the user name",
      "different password for each",
      "works once",
      "request a new one",
    ],
  };
  for (const kind of ["activation", "links"] as const) {
    const { text, html } = renderMail({ kind, locale: "nl", children: [child()] });
    for (const form of [text.replace(/\s+/g, " "), textNodes(html).join("")]) {
      for (const answer of [...answers.nl, ...answers.en]) t.match(form, answer);
      t.match(form, /kan het wachtwoord niet zien.*hoeft u niets te doen.*cannot see/s);
    }
  }
});

t.test(
  "a password notice says where to log in and how to undo it, and has no activation link",
  async (t) => {
    const { text, html } = renderMail(notice);
    t.strictSame(new Set(hrefs(html)), new Set([notice.loginUrl, notice.forgotUrl]));
    t.match(text, `\n${notice.loginUrl}\n`);
    t.match(text, `\n${notice.forgotUrl}\n`);
  },
);

t.test("a notice of a first password does not speak of an old one", async (t) => {
  const textOf = (use: typeof notice.use | "activation" | "unknown") =>
    renderMail({ ...notice, use }).text.replace(/\s+/g, " ");
  t.notMatch(textOf("activation"), /oude|Was er al|nieuw wachtwoord gemaakt|old password/);
  t.match(textOf("password-reset"), "is er een nieuw wachtwoord gemaakt");
  t.match(textOf("password-reset"), "Het oude wachtwoord werkt nu niet meer.");
  t.match(textOf("unknown"), "Was er al een wachtwoord? Dat werkt nu niet meer.");
});

t.test("an inbox previews what to do or what happened", async (t) => {
  const previewOf = (content: MailContent) => {
    const { html, text } = renderMail(content);
    const body = html.slice(html.indexOf("<body"));
    const isHidden = body.includes("display:none");
    const nodes = textNodes(body).filter((node) => node.trim() !== "");
    const shown = isHidden ? nodes[0] : nodes.join(" ").slice(0, 100);
    return { shown, start: text.slice(0, 60).replace(/\s+/g, " ") };
  };
  const two = invitation(
    child(),
    child({ firstName: "Fatima", expiresAt: new Date("2026-03-20T14:30:00Z") }),
  );
  t.strictSame(previewOf(two), {
    shown:
      "Maak een wachtwoord voor Wimpie en Fatima. Deze link werkt tot zaterdag 14 maart 2026 om 15:30 uur.",
    start: "Hallo, Wimpie en Fatima kunnen nu ook thuis inloggen op de ",
  });
  t.match(previewOf(notice).shown, /^Er is een wachtwoord gemaakt Hallo, Op dinsdag 14 juli/);
  for (const content of contents) {
    const { shown, start } = previewOf(content);
    t.notMatch(`${shown} ${start}`, /English text|Nederlandse tekst/);
    t.match(
      renderMail(content).text,
      /\((?:English text|Nederlandse tekst)[^)]*\)\n/,
      "the note follows",
    );
  }
});

t.test("a pupil without a first name is never called by its last name", async (t) => {
  const nameless = child({ firstName: "" });
  const openingOf = (...children: MailChild[]) => renderMail(invitation(...children));
  t.match(openingOf(nameless).text, "Hallo,\n\nUw kind kan nu ook");
  t.match(openingOf(nameless, nameless).text, "Uw kinderen kunnen nu ook");
  t.match(openingOf(child(), nameless).text, "Wimpie en nog een kind kunnen nu ook");
  t.match(openingOf(child(), nameless, nameless).text, "Wimpie en nog 2 kinderen kunnen nu ook");
  t.match(openingOf(child(), nameless).text, "Wimpie and one more child can now");
});

t.test("a mail names its schools for the sender, unless a name could mislead", async (t) => {
  const schoolsOf = (...names: string[]) =>
    renderMail(invitation(...names.map((schoolName) => child({ schoolName })))).schools;
  t.equal(schoolsOf("De Regenboog", "De Regenboog"), "De Regenboog");
  t.equal(schoolsOf("De Regenboog", "De Wegwijzer"), "De Regenboog en De Wegwijzer");
  for (const name of ["", "bank.example", "service@bank", "help＠bank", "https://bank"]) {
    t.equal(schoolsOf("De Regenboog", name), undefined, name);
  }
  t.ok(`${schoolsOf("x".repeat(300))}`.length <= 45);
});

t.test("a mail with the pages about privacy and accessibility links to them", async (t) => {
  const noticeUrls = {
    privacy: "https://thuis.example/privacy",
    accessibility: "https://thuis.example/accessibility",
  };
  const { html, text } = renderMail({
    kind: "activation",
    locale: "nl",
    children: [child()],
    noticeUrls,
  });
  for (const url of Object.values(noticeUrls)) {
    t.equal(hrefs(html).filter((href) => href === url).length, 2, "in both languages");
    t.equal(text.split(`\n${url}\n`).length, 3);
  }
  for (const label of ["Uw gegevens", "Toegankelijkheid", "Your data", "Accessibility"]) {
    t.ok(textNodes(html).includes(label), label);
    t.match(text, `\n${label}:\n`);
  }
});

t.test("the text of a link shows the page that it opens, and no token", async (t) => {
  const { html } = renderMail(invitation(child()));
  t.ok(textNodes(html).includes("thuis.example/activate"));
  t.notMatch(textNodes(html).join(" "), /01987f3e|https:/);
});

t.test("a question for the school goes to its contact, if it has one", async (t) => {
  const schoolContact = "info@regenboog.example";
  const anchor = /<a class="link" href="([^"]+)" target="_blank" dir="ltr"[^>]*>([^<]+)<\/a>/;
  for (const content of contents) {
    const { text, html } = renderMail(content);
    t.match(text.replace(/\s+/g, " "), "Vraag het de school.");
    t.notMatch(html + text, /\uE000|mailto:/);
  }
  for (const content of [
    invitation(child({ schoolContact })),
    { ...notice, schoolContact },
  ] as const) {
    const { text, html } = renderMail(content);
    t.match(text.replace(/\s+/g, " "), "Vraag het de school <info@regenboog.example>.");
    t.match(text.replace(/\s+/g, " "), "Please ask the school <info@regenboog.example>.");
    t.match(decode(anchor.exec(html)?.[1] ?? ""), "mailto:info@regenboog.example");
    t.equal(anchor.exec(html)?.[2], schoolContact);
  }
  for (const kind of ["address-removed", "address-added"] as const) {
    const children = [child({ schoolContact }), child({ firstName: "Fatima", schoolContact })];
    const { text, html } = renderMail({ kind, locale: "nl", children });
    t.equal(text.split(schoolContact).length - 1, 4, "two sentences in two languages");
    t.equal(hrefs(html).filter((href) => href === `mailto:${schoolContact}`).length, 4);
  }
});

t.test("with more schools, each contact has the name of its school", async (t) => {
  const children = [
    child({ schoolContact: "info@regenboog.example" }),
    child({ schoolName: "De Wegwijzer", schoolContact: "https://wegwijzer.example/hulp" }),
    child({ schoolName: "Het Kompas" }),
  ];
  const { text, html } = renderMail({ kind: "address-removed", locale: "nl", children });
  const plain = text.replace(/\s+/g, " ");
  const list =
    "(Basisschool De Regenboog: <info@regenboog.example>; De Wegwijzer: <https://wegwijzer.example/hulp>).";
  t.match(plain, `Vraag het de school ${list}`);
  t.match(plain, `Please ask the school ${list}`);
  t.match(plain, "Vraag het dan aan de school. Anders", "only at the end of the mail");
  const shown = textNodes(html).join("");
  t.match(
    shown,
    "(Basisschool De Regenboog: info@regenboog.example; De Wegwijzer: wegwijzer.example/hulp)",
  );
});

t.test("a contact cannot leave its attribute or its brackets", async (t) => {
  const schoolContact = "a'b&c?d@regenboog.example";
  const { html, text } = renderMail(invitation(child({ schoolContact })));
  t.ok(hrefs(html).includes("mailto:a'b%26c%3Fd@regenboog.example"));
  t.ok(textNodes(html).includes(schoolContact));
  t.match(text, `<${schoolContact}>`);
});

t.test("the plain text has at most 76 columns, with each URL on one line", async (t) => {
  for (const content of contents) {
    const lines = renderMail(content).text.split("\n");
    for (const line of lines.filter((line) => /:\/\//.test(line))) t.match(line, /^https:\S+$/);
    t.strictSame(
      lines.filter((line) => line.length > 76 && !line.startsWith("https:")),
      [],
    );
  }
});

t.test("a name is rendered as text", async (t) => {
  const plain = renderMail(invitation(child({ firstName: "Wim", schoolName: "De Bij" })));
  for (const name of hostileNames) {
    const mail = renderMail(invitation(child({ firstName: name, schoolName: name })));
    t.strictSame(skeleton(mail.html), skeleton(plain.html), "the same tags");
    t.equal(textNodes(mail.html).filter((node) => node === oneLine(name)).length, 4, name);
    t.equal(mail.text.split("\n\n").length, plain.text.split("\n\n").length, "the same paragraphs");
    t.notMatch(mail.text + mail.subject, /[\r\u202A-\u202E\u2066-\u2069\u200E\u200F]|^Bcc:/m);
  }
  const { subject, text } = renderMail(invitation(child({ firstName: templates })));
  for (const form of [subject, text]) t.match(form, templates);
});

/** Names of children and schools that a mail program turns into links. */
const namesWithLinks = [
  "Win https://evil.example/x",
  "javascript://evil",
  "WWW.EVIL.EXAMPLE",
  "evil.example",
  "Wim (evil.example)",
  "Evil.Example/prijs",
  "evil\u200B.exa\u00ADmple/prijs",
  "evil\uFF0Eexample",
  "evil\u3002example",
  "naam@evil.example",
  "evil.example:8080",
];

t.test("no mail shows a name with a URL or a domain", async (t) => {
  for (const name of namesWithLinks) {
    const hostile = child({ firstName: name, schoolName: name });
    for (const locale of ["nl", "en"] as const) {
      for (const content of [
        ...(["activation", "links", "reminder", "address-removed"] as const).map(
          (kind): MailContent => ({ kind, locale, children: [hostile] }),
        ),
        { ...notice, locale, firstName: name, schoolName: name } as MailContent,
      ]) {
        const { subject, text, html } = renderMail(content);
        const whole = [subject, text, ...textNodes(html)].join("\n").normalize("NFKC");
        t.notMatch(whole, /evil|prijs/i, `${content.kind}: ${name}`);
        t.match(whole, /uw kind/i);
        t.match(whole, "de school");
      }
    }
  }
});

t.test("a sentence that starts with the neutral form of a name has a capital", async (t) => {
  const { subject, text } = renderMail(invitation(child({ firstName: "evil.example/" })));
  t.equal(subject, "Thuis inloggen voor uw kind (Basisschool De Regenboog)");
  t.match(text, "\n\nUw kind kan nu ook thuis inloggen");
  t.match(text, "\n\nYour child can now also log in at home");
});

t.test("names of Dutch children and schools are unchanged", async (t) => {
  for (const name of [
    "St.Jan",
    "O.B.S. De Ster",
    "Basisschool 't Kofschip a/d Maas",
    "J.P. Coenschool",
    "d'Artagnan",
    "Noor-Fleur",
    "Kees jr.",
    "Groep 3/4",
    "IKC St. Willibrord, loc. Oost",
  ]) {
    t.match(renderMail(invitation(child({ schoolName: name }))).subject, `(${name})`);
    t.match(renderMail(invitation(child({ firstName: name }))).text, name);
  }
});

t.test("a child without a name gets the neutral form", async (t) => {
  t.match(renderMail(invitation(child({ firstName: " \u0007" }))).subject, "voor uw kind (");
});

t.test("a URL is unchanged and cannot leave its attribute", async (t) => {
  const url = `https://thuis.example/activate?a=1&b="><img src=x onerror='x'>#to.ken+/=&amp;`;
  const { html, text } = renderMail(invitation(child({ url })));
  t.strictSame(new Set(hrefs(html)), new Set([url]));
  t.match(text, `\n${url}\n`);
  t.strictSame(
    skeleton(html).filter((tag) => /^<img/i.test(tag)),
    [],
  );
});

t.test("the HTML loads no resources and runs no scripts", async (t) => {
  for (const content of contents) {
    const { html } = renderMail(content);
    t.notMatch(
      html,
      /<(?:img|link|script|iframe|form|object|video)|\ssrc=|url\(|@import|\son\w+=/i,
    );
  }
});

t.test("text has enough contrast, in light and dark mode", async (t) => {
  for (const { page, card, child, text, muted, link, button, onButton } of Object.values(
    palettes,
  )) {
    const pairs: [string, string][] = [
      [onButton, button],
      [text, page],
    ];
    for (const ground of [card, child]) {
      for (const colour of [text, muted, link]) pairs.push([colour, ground]);
    }
    for (const [colour, ground] of pairs) {
      t.ok(contrast(colour, ground) >= 4.5, `${colour} on ${ground}`);
    }
  }
});

t.test("a hostile name is text in the mail that arrives", async (t) => {
  const server = await startSmtpServer(t);
  const transport = createSmtpTransport({ url: server.url, connectionsMax: 1 });
  t.teardown(() => transport.close());
  for (const name of hostileNames) {
    server.clear();
    const rendered = renderMail(invitation(child({ firstName: name, schoolName: name })));
    await transport.deliver({
      ...rendered,
      messageId: "<a@thuis.example>",
      date: new Date(),
      from: "thuis@thuis.example",
      to: "wimpie@thuis.example",
    });
    const [mail] = server.messages;
    t.equal(mail?.subject, rendered.subject);
    t.equal(mail?.text, rendered.text);
    t.equal(textNodes(`${mail?.html}`).filter((node) => node === oneLine(name)).length, 4, name);
    t.equal(mail?.headerLines.length, 10, "no extra header");
    t.strictSame(server.recipients, ["wimpie@thuis.example"]);
    t.ok(mail?.raw.split("\r\n").every((line) => line.length <= 998));
  }
});

t.test("a mail without children is an error", async (t) => {
  t.throws(() => renderMail(invitation()), RangeError);
});

t.test("a link is given in each language of the pages that the mail does not have", async (t) => {
  const content = invitation(
    child(),
    child({ firstName: "Fatima", url: "https://a.example/activate#f" }),
  );
  t.strictSame(
    renderMail(content, ["nl", "en"]),
    renderMail(content),
    "none without such a language",
  );
  const { html, text } = renderMail(content, ["nl", "ar", "tr"]);
  for (const language of ["ar", "tr"] as const) {
    const url = `https://a.example/activate?language=${language}#f`;
    t.equal(
      hrefs(html).filter((href) => href === url).length,
      1,
      "once, in the first half of the mail",
    );
    t.match(text, `${languageNames[language]}:\n${url}\n`);
  }
  t.match(html, 'lang="ar" dir="rtl"');
  t.notMatch(html, "language=nl");
});
