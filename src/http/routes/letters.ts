import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { lettersMax } from "../../domain/school/letters.ts";
import type { LetterService } from "../../services/school/letters.ts";
import type { HeavyWork } from "../../services/shared/heavy-work.ts";
import { runSteps } from "../../services/shared/run-steps.ts";
import { pageMediaType, pagePolicy } from "../pages/responses.ts";
import { renderLetters } from "../pages/views/letters.ts";
import { answer } from "../schemas/answer.ts";
import { LettersRequest } from "../schemas/letters.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { paragraphs, ref } from "../schemas/schema.ts";
import { Page } from "../schemas/service.ts";

export interface LetterRoutesOptions {
  readonly letters: LetterService;
  readonly heavyWork: HeavyWork;
  readonly publicUrl: string;
  readonly homeUrl: string;
}

/** Room for `lettersMax` ids. */
const bodyBytesMax = 64 * 1024;

export const letterRoutes: FastifyPluginAsyncTypebox<LetterRoutesOptions> = async (
  app,
  { letters, heavyWork, publicUrl, homeUrl },
) => {
  app.post(
    "/v1/letters",
    {
      bodyLimit: bodyBytesMax,
      schema: {
        operationId: "createLetters",
        tags: ["Letters"],
        summary: "Make letters with which parents enter their address",
        description: paragraphs(
          "Makes a letter for each of the pupils and returns them as one web page to print, with a page of A4 for each pupil, in the language of the school (`locale`). A letter has the names of the school and the pupil, the address of the website, and a code of twelve characters, also as a QR code. The parent opens the website with the code and enters an e-mail address; the setting `letters` of `updateSchool` says what happens to it (see `proposeAddress`). A letter gives no access to anything: the mail to the address does, as after `setHomeLogin`.",
          "A code is valid for 90 days (default), for at most two addresses. A newer letter of a pupil replaces the older one, whose code then does nothing. The code also ends when the pupil leaves the school. The service keeps no readable code, so print or save the response; a repeated request makes new letters.",
          `A request has at most ${lettersMax} pupils. Pupils of a list are sorted by main group, then by last and first name. Style has an absolute URL that needs no token, so the page can be saved and opened elsewhere. Send one request of a school at a time.`,
          "Callers: coordinators and teachers with a whole-school role for every pupil; other teachers for the pupils of their groups.",
        ),
        body: ref(LettersRequest),
        response: {
          201: answer("The letters to print.", Page, pageMediaType),
          ...problemResponsesWithBody(
            "unauthorized",
            "forbidden",
            "not-found",
            "letters-off",
            "network-environment",
          ),
        },
      },
      config: {
        produces: [pageMediaType],
        extraHeaders: ["Content-Language"],
        upload: { requires: "person" },
      },
    },
    async (request, reply) => {
      const { schoolPrincipal, body } = request;
      const selection =
        body.groupId === undefined
          ? { pupilIds: (body.pupilIds ?? []).map((id) => id.toLowerCase()) }
          : { groupId: body.groupId };
      const { page, locale } = await heavyWork.run(schoolPrincipal, async () => {
        const batch = await letters.create(schoolPrincipal, selection);
        const page = await runSteps(renderLetters(batch, { publicUrl, homeUrl }));
        return { page, locale: batch.school.locale };
      });
      return await reply
        .code(201)
        .headers({ "Content-Security-Policy": pagePolicy, "Content-Language": locale })
        .type(`${pageMediaType}; charset=utf-8`)
        .send(page);
    },
  );
};
