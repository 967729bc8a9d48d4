// What is asked of a path that is not there, or that knows no such method.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ServiceError } from "../../domain/errors.ts";
import { rememberLanguage } from "../pages/language.ts";
import { createPageAnswers, pageMediaType } from "../pages/responses.ts";
import { errorPage } from "../pages/views/error.ts";
import { problemMediaType, sendProblem } from "../problems/problem.ts";
import { collectAllowedMethods } from "./allowed-methods.ts";

export interface NotFoundOptions {
  /** Where callers reach the service; problem types are addresses there. */
  readonly publicUrl: string;
  readonly passwordLengthMin: number;
}

/** The same path in another language; not by its name, since that may be anything. */
const again = { path: "" };

/** Refuses it with a problem, and who came there with a browser with a page for families. */
export function answerUnknownPaths(
  app: FastifyInstance,
  { publicUrl, passwordLengthMin }: NotFoundOptions,
): void {
  const methodsOf = collectAllowedMethods(app);
  const answers = createPageAnswers({ passwordLengthMin });

  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const methods = methodsOf(path);
    if (methods.length > 0) reply.header("Allow", methods.join(", "));
    const refusal = refusalFor(methods);
    if (!isFamily(request, path)) return sendProblem(request, reply, refusal, publicUrl);
    rememberLanguage(request, reply);
    return answers.refuse(request, reply, refusal, (texts, problem) =>
      errorPage(texts, problem, again),
    );
  });
}

function refusalFor(methods: readonly string[]): ServiceError {
  return methods.length > 0
    ? new ServiceError("method-not-allowed", `This path knows ${methods.join(", ")}.`)
    : new ServiceError("not-found", "There is nothing at this path.");
}

const pathOf = ({ url }: FastifyRequest): string => url.split("?", 1).join();

/** Where programs and their makers come, with a browser too. */
const pathsOfPrograms = /^\/(?:v1|problems|docs|\.well-known|livez|readyz)(?:\/|$)/;

/** Whether somebody opened it in a browser: an address typed wrong, an old bookmark, a form's address. */
function isFamily(request: FastifyRequest, path: string): boolean {
  if (!["GET", "HEAD"].includes(request.method) || pathsOfPrograms.test(path)) return false;
  return request.accepts().type([problemMediaType, pageMediaType]) === pageMediaType;
}
