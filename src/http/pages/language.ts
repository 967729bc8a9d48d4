// The language of a family: its choice, otherwise the browser's preference, otherwise the first that is offered.
import type { FastifyReply, FastifyRequest } from "fastify";
import { isPageLanguage, type PageLanguage } from "../../domain/language/page-language.ts";
import { readCookie, setCookie } from "./cookies/cookies.ts";

/** Languages that the operator offers, at least one. */
export type OfferedLanguages = readonly PageLanguage[];

const cookieName = "language";
const yearSeconds = 365 * 24 * 60 * 60;

export function languageOf(request: FastifyRequest, offered: OfferedLanguages): PageLanguage {
  const [preferred] = [request.accepts().language([...offered])].flat();
  const candidates = [chosenIn(request), readCookie(request, cookieName), preferred, offered[0]];
  return candidates.find((candidate) => isOffered(candidate, offered)) ?? "nl";
}

/** Stores the language chosen with this request in a cookie that contains nothing else. */
export function rememberLanguage(
  request: FastifyRequest,
  reply: FastifyReply,
  offered: OfferedLanguages,
): void {
  const chosen = chosenIn(request);
  if (isOffered(chosen, offered)) {
    setCookie(reply, cookieName, chosen, { maxAgeSeconds: yearSeconds });
  }
}

function chosenIn({ query }: FastifyRequest): unknown {
  return (query as Readonly<Record<string, unknown>>)["language"];
}

function isOffered(value: unknown, offered: OfferedLanguages): value is PageLanguage {
  return isPageLanguage(value) && offered.includes(value);
}
