// The language of a response of the API (RFC 9110 §12.5.4). Pages use the language that the visitor chose.
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Locale, locales } from "../../domain/language/locale.ts";
import { acceptedOf } from "./negotiation.ts";

/** Returns the language that the caller prefers; without one Dutch for a table, otherwise English. */
export function localeOf(request: FastifyRequest): Locale {
  return askedLocaleOf(request) ?? defaultOf(request);
}

/** Returns the language in `Accept-Language`; `undefined` without one that the service has. */
export function askedLocaleOf(request: FastifyRequest): Locale | undefined {
  // Clients send `*` when they have no preference, which would match the first language.
  const asked = request.headers["accept-language"]?.toLowerCase() ?? "";
  if (!locales.some((locale) => asked.includes(locale))) return undefined;
  const first = defaultOf(request);
  const others = locales.filter((locale) => locale !== first);
  const [preferred] = [request.accepts().language([first, ...others])].flat();
  return locales.find((locale) => locale === preferred);
}

/** Sets the language of a response, and that another caller may get another one. */
export function setLocale(reply: FastifyReply, locale: Locale): void {
  const varies = [reply.getHeader("Vary") ?? [], "Accept", "Accept-Language"].flat();
  reply.headers({ "Content-Language": locale, Vary: varies.join(", ") });
}

function defaultOf(request: FastifyRequest): Locale {
  const { produces = [] } = request.routeOptions.config ?? {};
  return produces.includes("text/csv") && acceptedOf(request) === "text/csv" ? "nl" : "en";
}
