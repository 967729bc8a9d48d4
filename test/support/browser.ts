// A browser without scripts that keeps cookies, follows redirects and sends forms.
import { rememberSecrets } from "./secrets.ts";

export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly path: string;
  readonly html: string;
  /** The visible text on one line. */
  readonly text: string;
}

export interface Browser {
  readonly cookies: ReadonlyMap<string, string>;
  open(path: string, init?: RequestInit): Promise<Page>;
  send(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Page>;
}

export function createBrowser(url: string, language = "nl"): Browser {
  const cookies = new Map<string, string>();

  async function open(path: string, init: RequestInit = {}): Promise<Page> {
    const headers = new Headers(init.headers);
    headers.set("Accept-Language", language);
    headers.set("Accept", "text/html,*/*;q=0.8");
    if (cookies.size > 0)
      headers.set("Cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
    const response = await fetch(url + path, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) keep(cookie);
    const html = await response.text();
    const location = response.headers.get("location");
    if (location !== null) return await open(location);
    const { status } = response;
    return { status, headers: response.headers, path, html, text: textOf(html) };
  }

  function keep(cookie: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (/Max-Age=0/.test(cookie)) cookies.delete(name);
    else cookies.set(name, value);
  }

  return {
    cookies,
    open: (path, init) => open(path, init),
    send: (path, form, headers = {}) => {
      rememberSecrets(form);
      return open(path, {
        method: "POST",
        body: new URLSearchParams(form),
        headers: { "Sec-Fetch-Site": "same-origin", ...headers },
      });
    },
  };
}

function textOf(html: string): string {
  return html
    .replaceAll("<wbr>", "")
    .replace(/<head>.*<\/head>|<[^>]*>/gs, " ")
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, " ")
    .trim();
}
