// Responses for unknown paths and methods.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { pathWithSlash, ServiceError, unknownPath } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import { type OfferedLanguages, rememberLanguage } from "../pages/language.ts";
import { createPageAnswers, pageMediaType } from "../pages/responses.ts";
import { errorPage } from "../pages/views/error.ts";
import { problemMediaType, sendProblem } from "../problems/problem.ts";
import { collectAllowedMethods } from "./allowed-methods.ts";

export interface NotFoundOptions {
  /** Public URL of the service, which is the base of problem types. */
  readonly publicUrl: string;
  readonly passwordLengthMin: number;
  readonly languages: OfferedLanguages;
}

/** Language links lead to the root, because an unknown path may contain anything. */
const again = { path: "" };

/** Answers with a problem, or with a web page for families in a browser. */
export function answerUnknownPaths(
  app: FastifyInstance,
  { publicUrl, passwordLengthMin, languages }: NotFoundOptions,
): void {
  const methodsOf = collectAllowedMethods(app);
  const answers = createPageAnswers({ passwordLengthMin, languages });

  function errorAt(path: string, methods: readonly string[]): ServiceError {
    if (methods.length > 0) {
      return new ServiceError(
        "method-not-allowed",
        say("method-unsupported", { methods: methods.join(", ") }),
      );
    }
    const isKnown = path.endsWith("/") && methodsOf(path.slice(0, -1)).length > 0;
    return isKnown ? pathWithSlash() : unknownPath();
  }

  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const methods = methodsOf(path);
    if (methods.length > 0) reply.header("Allow", methods.join(", "));
    const serviceError = errorAt(path, methods);
    if (!isFamily(request, path)) return sendProblem(request, reply, serviceError, publicUrl);
    rememberLanguage(request, reply, languages);
    return answers.reject(request, reply, serviceError, (texts, problem) =>
      errorPage(texts, problem, again),
    );
  });
}

const pathOf = ({ url }: FastifyRequest): string => url.split("?", 1).join();

/** Paths for programs and developers, also in a browser. */
const pathsOfPrograms = /^\/(?:v1|problems|docs|\.well-known|livez|readyz)(?:\/|$)/;

/** Whether a browser navigates here: a mistyped URL, an old bookmark, the URL of a form. */
function isFamily(request: FastifyRequest, path: string): boolean {
  if (!["GET", "HEAD"].includes(request.method) || pathsOfPrograms.test(path)) return false;
  return request.accepts().type([problemMediaType, pageMediaType]) === pageMediaType;
}
