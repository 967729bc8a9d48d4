// The language of a family: its choice, otherwise the browser's preference, otherwise Dutch.
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

/** Stores the language chosen with this request in a cookie that contains nothing else. */
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
