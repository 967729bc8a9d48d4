import type { FastifyReply, FastifyRequest } from "fastify";
import { typedLetterCodeLengthMax } from "../../domain/school/letters.ts";
import { isWithin, linkTokenLengthMax, typedEmailLengthMax } from "../../domain/text.ts";
import { logProblem } from "../plugins/access-log.ts";
import { addErrorHeaders, serviceErrorOf } from "../problems/problem.ts";
import { problemTypes } from "../problems/problem-types.ts";
import { type PageProblem, pageProblemOf } from "./errors.ts";
import { languageOf, type OfferedLanguages } from "./language.ts";
import { documentOf, type Page } from "./layout.ts";
import { catalogue } from "./texts/catalogue.ts";
import type { PageTexts } from "./texts/texts.ts";

export interface PageAnswers {
  /** Sends a page in the language of the family. */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    render: (texts: PageTexts) => Page,
  ): FastifyReply;
  /** Sends an error page with the status that the API would send. */
  reject(
    request: FastifyRequest,
    reply: FastifyReply,
    error: unknown,
    render: (texts: PageTexts, problem: PageProblem) => Page,
  ): FastifyReply;
}

export const pageMediaType = "text/html";

const policyFor = (formTarget: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self'; form-action ${formTarget}; connect-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** The policy of a page whose forms submit to this origin. */
export const pagePolicy = policyFor("'self'");

export function createPageAnswers(deps: {
  readonly passwordLengthMin: number;
  readonly languages: OfferedLanguages;
}): PageAnswers {
  const send: PageAnswers["send"] = (request, reply, render) => {
    const texts = catalogue[languageOf(request, deps.languages)];
    const page = render(texts);
    const policy = policyFor(page.formsGoTo ?? "'self'");
    return reply
      .headers({ "Content-Security-Policy": policy, "Content-Language": texts.locale })
      .type(`${pageMediaType}; charset=utf-8`)
      .send(
        documentOf(texts, page, {
          languages: deps.languages,
          answersForm: request.method === "POST",
        }),
      );
  };

  return {
    send,
    reject: (request, reply, error, render) => {
      const serviceError = serviceErrorOf(error);
      logProblem(request, serviceError);
      addErrorHeaders(request, reply, serviceError);
      reply.code(problemTypes[serviceError.code].status);
      return send(request, reply, (texts) =>
        render(texts, pageProblemOf(serviceError, texts, deps.passwordLengthMin)),
      );
    },
  };
}

/** Returns the address in a submitted form, valid or not; empty when it is too long to show again. */
export function emailOf(request: FastifyRequest): string {
  const email = fieldOf(request, "email") ?? "";
  return isWithin(email, typedEmailLengthMax) ? email : "";
}

/** Returns the code of a letter in a submitted form, valid or not; empty when it is too long to show again. */
export function codeOf(request: FastifyRequest): string {
  const code = fieldOf(request, "code") ?? "";
  return isWithin(code, typedLetterCodeLengthMax) ? code : "";
}

/** Returns the token of a link in a submitted form, if any; `undefined` when it is too long. */
export function sentToken(request: FastifyRequest): string | undefined {
  const token = fieldOf(request, "token");
  return token !== undefined && isWithin(token, linkTokenLengthMax) ? token : undefined;
}

function fieldOf({ body }: FastifyRequest, name: string): string | undefined {
  const value: unknown = (body as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === "string" ? value : undefined;
}
