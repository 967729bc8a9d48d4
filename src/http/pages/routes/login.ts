import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { ServiceError } from "../../../domain/errors.ts";
import type { DeviceService } from "../../../services/family/devices.ts";
import type { HomeSessionService } from "../../../services/family/home-sessions.ts";
import { noteEvent } from "../../plugins/access-log.ts";
import { networkOf } from "../../plugins/request-context.ts";
import { emailField, passwordField } from "../../schemas/form.ts";
import { dropDeviceToken } from "../cookies/device-cookie.ts";
import { keepLoginDevice, readLoginDevices } from "../cookies/login-device-cookie.ts";
import { forgetSession, keepSession, readSession } from "../cookies/session-cookie.ts";
import { emailOf, type PageAnswers } from "../responses.ts";
import { lookUpOwnDevice, principalOf } from "../session.ts";
import { loginPage } from "../views/login.ts";
import { tilesPage } from "../views/tiles.ts";

export interface LoginPageRoutesOptions {
  readonly homeSessions: HomeSessionService;
  readonly devices: DeviceService;
  readonly answers: PageAnswers;
}

export const loginPageRoutes: FastifyPluginAsyncTypebox<LoginPageRoutesOptions> = async (
  app,
  { homeSessions, devices, answers },
) => {
  app.get("/login", async (request, reply) => {
    if (await isLoggedIn(request)) return await reply.redirect("/", 303);
    const device = await lookUpOwnDevice(devices, request);
    if (device === "forgotten") {
      dropDeviceToken(reply);
      const forgotten = new ServiceError("device-unknown", "This device is not remembered.");
      return answers.reject(request, reply, forgotten, (texts, problem) =>
        loginPage(texts, "", { ...problem, nextSteps: [] }),
      );
    }
    if (!device || device.children.length === 0) {
      return answers.send(request, reply, (texts) => loginPage(texts));
    }
    return answers.send(request, reply, (texts) => tilesPage(texts, device));
  });

  app.get("/login/password", async (request, reply) => {
    if (await isLoggedIn(request)) return await reply.redirect("/", 303);
    return answers.send(request, reply, (texts) =>
      loginPage(texts, "", undefined, "/login/password"),
    );
  });

  app.post(
    "/login",
    {
      schema: {
        body: Type.Object({ email: emailField, password: passwordField }),
      },
      errorHandler: (error, request, reply) =>
        answers.reject(request, reply, error, (texts, problem) =>
          loginPage(texts, emailOf(request), problem),
        ),
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const known = readLoginDevices(request);
      const session = await homeSessions.create(email, password, networkOf(request.ip), known);
      noteEvent(request, "authn_login_success");
      await end(request);
      keepSession(reply, session.refreshToken);
      keepLoginDevice(request, reply, session.loginDevice);
      return await reply.redirect("/", 303);
    },
  );

  app.post("/logout", async (request, reply) => {
    await end(request);
    noteEvent(request, "session_expired");
    forgetSession(reply);
    return await reply.redirect("/login", 303);
  });

  async function isLoggedIn(request: FastifyRequest): Promise<boolean> {
    const refreshToken = readSession(request);
    if (refreshToken === undefined) return false;
    return (await homeSessions.find(refreshToken)) !== undefined;
  }

  /** Ends the browser's session, if any. */
  async function end(request: FastifyRequest): Promise<void> {
    const session = await homeSessions.find(readSession(request) ?? "");
    if (!session) return;
    await homeSessions.end(principalOf(session));
  }
};
