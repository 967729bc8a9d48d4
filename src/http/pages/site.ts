// Web pages for families, with the use cases of the API: the same throttles, the same problems.
import formbody from "@fastify/formbody";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { type OfferedLanguages, rememberLanguage } from "./language.ts";
import type { Again } from "./layout.ts";
import { createPageAnswers, pageMediaType, sentToken } from "./responses.ts";
import { type ActivationPageRoutesOptions, activationPageRoutes } from "./routes/activations.ts";
import { assetRoutes } from "./routes/assets.ts";
import { type HomePageRoutesOptions, homePageRoutes } from "./routes/home.ts";
import {
  type LinkRequestPageRoutesOptions,
  linkRequestPageRoutes,
} from "./routes/link-requests.ts";
import { type LoginPageRoutesOptions, loginPageRoutes } from "./routes/login.ts";
import { type NoticePageRoutesOptions, noticePageRoutes } from "./routes/notices.ts";
import { type PicturePageRoutesOptions, picturePageRoutes } from "./routes/pictures.ts";
import { type StartPageRoutesOptions, startPageRoutes } from "./routes/start.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { errorPage, usedLinkPage } from "./views/error.ts";

export type PageRoutesOptions = Omit<
  ActivationPageRoutesOptions &
    HomePageRoutesOptions &
    LinkRequestPageRoutesOptions &
    LoginPageRoutesOptions &
    NoticePageRoutesOptions &
    PicturePageRoutesOptions &
    StartPageRoutesOptions,
  "answers"
> & { readonly languages: OfferedLanguages };

export const pageRoutes: FastifyPluginAsyncTypebox<PageRoutesOptions> = async (app, options) => {
  await app.register(assetRoutes);

  await app.register(async (pages) => {
    const answers = createPageAnswers(options);
    pages.removeContentTypeParser("application/json");
    await pages.register(formbody);
    pages.addHook("onRoute", (route) => {
      route.schema = { ...route.schema, hide: true };
      route.config = { ...route.config, produces: [pageMediaType] };
    });
    pages.addHook("onRequest", requireSameOrigin);
    pages.addHook("onRequest", async (request, reply) =>
      rememberLanguage(request, reply, options.languages),
    );
    pages.setErrorHandler((error, request, reply) =>
      answers.reject(request, reply, error, (texts, problem) => {
        const render = problem.code === "link-used" ? usedLinkPage : errorPage;
        return render(texts, problem, againOf(request));
      }),
    );

    await pages.register(activationPageRoutes, { ...options, answers });
    await pages.register(linkRequestPageRoutes, { ...options, answers });
    await pages.register(startPageRoutes, { ...options, answers });
    await pages.register(loginPageRoutes, { ...options, answers });
    await pages.register(picturePageRoutes, { ...options, answers });
    await pages.register(homePageRoutes, { ...options, answers });
    await pages.register(noticePageRoutes, { ...options, answers });
  });
};

/**
 * Returns the URL of the same problem: for a link, opening the link again, which changes nothing.
 */
function againOf(request: FastifyRequest): Again {
  const token = sentToken(request);
  return token === undefined ? { path: "/login" } : { path: "/activate", token };
}
