// Web pages of the stand-in, for developers. A page that answers a launch shows what the publisher received.
import type { JWTPayload, ProtectedHeaderParameters } from "jose";
import { type Html, html } from "../../formats/html.ts";

export interface ReceivedLaunch {
  readonly publisherKey: string;
  readonly publisherName: string;
  readonly token: string;
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
  readonly keysUrl: string;
  /** URL of the page of the child. */
  readonly backUrl: string;
}

/** The page at `/`, for a person who opens the URL by hand. */
export function aboutPage(): string {
  return documentOf(
    "Stand-in for publishers",
    html`<p>A launch of a publisher without a real URL leads here. It exists only in development.</p>
<p>To see it: turn a publisher on for the school (<code>PATCH /v1/school</code> with
<code>{ "publishers": ["malmberg"] }</code>), log in as a child and open the software.</p>`,
  );
}

export function rejectedPage(publisherName: string, reason: string, backUrl: string): string {
  return documentOf(
    `${publisherName} rejects this launch`,
    html`<p class="rejected" role="alert">${reason}</p>
<p>A real publisher shows an error page like this one, and opens nothing.</p>
${backTo(backUrl)}`,
  );
}

export function acceptedPage(launch: ReceivedLaunch): string {
  const { publisherName: name, claims } = launch;
  const child = textOf(claims["given_name"]) || "A child";
  return documentOf(
    `${child} has arrived at ${name}`,
    html`<p>This page stands in for the website of ${name}, and exists only in development. The real website would
now open the software of the child, without asking for a password.</p>
<h2>What ${name} received</h2>
${claimTable(launch)}
<p>That is all. ${withheld(launch)}</p>
<h2>What this page checked</h2>
${checkList(launch)}
<h2>What a real publisher does next</h2>
<ol>
<li>It looks for the account with the pseudonym in <code>sub</code>, and makes one at the first visit.</li>
<li>It starts a session of its own, with its own cookie. The launch token is not a session.</li>
<li>It redirects the browser to the software with status 303, so that a reload does not send the token again.</li>
</ol>
<h2>The token</h2>
<p>The browser sent it by <code>POST</code> in the form field <code>token</code>, so it is in no URL and no log.</p>
<details><summary>Header and encoded token</summary>
<pre>${JSON.stringify(launch.header, null, 2)}</pre>
<pre class="wrapped">${launch.token}</pre>
</details>
${backTo(launch.backUrl)}`,
  );
}

function claimTable({ claims, publisherName: name }: ReceivedLaunch): Html {
  const meanings: Readonly<Record<string, string>> = {
    given_name: `First name of the pupil. The catalogue says that ${name} needs it.`,
    group: `Name of the pupil's group. The catalogue says that ${name} needs it.`,
    eck_id: `ECK iD of the pupil. The catalogue says that ${name} needs it.`,
    school: `BRIN of the school. The catalogue says that ${name} needs it.`,
    sub: "Pseudonym of the pupil. It is the same at every launch, and another publisher gets another one.",
    iss: "The service that issued the token.",
    aud: "Key of the publisher that may use the token.",
    iat: `Time of issue: ${timeOf(claims.iat)}.`,
    exp: `Time at which the token expires: ${timeOf(claims.exp)}.`,
    jti: "Id of the token. A publisher accepts each id once.",
  };
  const others = Object.keys(claims).filter((claim) => !(claim in meanings));
  const shown = [...Object.keys(meanings), ...others].filter((claim) => claim in claims);
  const rows = shown.map(
    (claim) =>
      html`<tr><th scope="row"><code>${claim}</code></th><td class="value">${textOf(claims[claim])}</td><td>${meanings[claim] ?? "Another claim."}</td></tr>\n`,
  );
  return html`<table>
<thead><tr><th scope="col">Claim</th><th scope="col">Value</th><th scope="col">Meaning</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

/** Names of the data that only some publishers receive, by claim. */
const optionalData: Readonly<Record<string, string>> = {
  given_name: "first name",
  group: "group",
  eck_id: "ECK iD",
  school: "BRIN",
};

function withheld({ claims, publisherName: name, publisherKey: key }: ReceivedLaunch): Html {
  const missing = Object.entries(optionalData).filter(([claim]) => !(claim in claims));
  const never = html`${name} gets no last name, no e-mail address and no other data of the pupil.`;
  if (missing.length === 0) return never;
  return html`${never} Here the token also has no ${missing.map(([, data]) => data).join(", no ")}: the pupil has none, or
the catalogue does not say that ${name} needs it. The operator changes the catalogue:
<code>npm run --silent cli -- publisher set ${key} --needs first-name,group</code>.`;
}

function checkList({ header, claims, keysUrl, publisherKey }: ReceivedLaunch): Html {
  const seconds = Math.max(0, Math.round((claims.exp ?? 0) - Date.now() / 1000));
  return html`<ul class="checks">
<li>The signature is of key <code>${textOf(header["kid"])}</code>, which is published at <a href="${keysUrl}">${keysUrl}</a>.</li>
<li><code>typ</code> is <code>${textOf(header["typ"])}</code>: the token is for a launch, and no access token.</li>
<li><code>iss</code> is <code>${textOf(claims.iss)}</code>: this service issued it.</li>
<li><code>aud</code> is <code>${publisherKey}</code>: it is for this publisher and no other.</li>
<li><code>exp</code> is not over: the token is valid for another ${String(seconds)} seconds.</li>
<li><code>jti</code> was not received before: a copy of the token opens nothing.</li>
</ul>`;
}

function backTo(url: string): Html {
  return html`<p><a href="${url}">Back to Thuisinlog</a></p>`;
}

function timeOf(seconds: number | undefined): string {
  return seconds === undefined ? "unknown" : new Date(seconds * 1000).toISOString();
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function documentOf(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><p>Stand-in for a publisher - development only</p></header>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`.html;
}
