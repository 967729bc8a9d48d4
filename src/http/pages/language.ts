// In which language a family reads: the one it chose, else the one its browser prefers, else Dutch.
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Locale, locales } from "../../domain/locale.ts";
import { readCookie, setCookie } from "./cookies/cookies.ts";

const cookieName = "language";
const yearSeconds = 365 * 24 * 60 * 60;

export function languageOf(request: FastifyRequest): Locale {
  const [preferred] = [request.accepts().language([...locales])].flat();
  const candidates = [chosenIn(request), readCookie(request, cookieName), preferred];
  return candidates.find(isLocale) ?? locales[0];
}

/** Remembers, in a cookie that says nothing else, what was chosen with this request. */
export function rememberLanguage(request: FastifyRequest, reply: FastifyReply): void {
  const chosen = chosenIn(request);
  if (isLocale(chosen)) setCookie(reply, cookieName, chosen, { maxAgeSeconds: yearSeconds });
}

function chosenIn({ query }: FastifyRequest): unknown {
  return (query as Readonly<Record<string, unknown>>)["language"];
}

function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}
