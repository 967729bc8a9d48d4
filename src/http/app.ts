// Registers every route of the API, grouped by authentication.
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance, RouteOptions } from "fastify";
import type { HeavyWork } from "../services/shared/heavy-work.ts";
import type { Admit } from "../services/shared/school-access.ts";
import { admitUploads, requireUploadConfig } from "./auth/admission.ts";
import { type AuthenticationOptions, registerAuthentication } from "./auth/authenticate.ts";
import { registerOpenapi } from "./openapi/document.ts";
import { type PageRoutesOptions, pageRoutes } from "./pages/site.ts";
import { closeQuery } from "./plugins/closed-query.ts";
import { addEntityTags } from "./plugins/etag.ts";
import { requireAcceptable } from "./plugins/negotiation.ts";
import { createValidatorCompiler } from "./plugins/validation.ts";
import {
  type ActivationMailRoutesOptions,
  activationMailRoutes,
} from "./routes/activation-mails.ts";
import { type ActivationRoutesOptions, activationRoutes } from "./routes/activations.ts";
import {
  type AddressProposalRoutesOptions,
  addressProposalRoutes,
  type ProposalRoutesOptions,
  proposalRoutes,
} from "./routes/address-proposals.ts";
import { type AuditEventRoutesOptions, auditEventRoutes } from "./routes/audit-events.ts";
import {
  type BulkActivationRoutesOptions,
  bulkActivationRoutes,
} from "./routes/bulk-activations.ts";
import { type DeviceRoutesOptions, deviceRoutes } from "./routes/devices.ts";
import { type GroupRoutesOptions, groupRoutes } from "./routes/groups.ts";
import { type HomeLoginRoutesOptions, homeLoginRoutes } from "./routes/home-login.ts";
import {
  type HomeLoginChangeRoutesOptions,
  homeLoginChangeRoutes,
} from "./routes/home-login-changes.ts";
import {
  type HomeLoginReportRoutesOptions,
  homeLoginReportRoutes,
} from "./routes/home-login-list.ts";
import {
  type HomeSessionRoutesOptions,
  homeSessionRoutes,
  loginRoutes,
} from "./routes/home-sessions.ts";
import { type LaunchRoutesOptions, launchRoutes } from "./routes/launches.ts";
import { type LetterRoutesOptions, letterRoutes } from "./routes/letters.ts";
import { type LinkRequestRoutesOptions, linkRequestRoutes } from "./routes/link-requests.ts";
import {
  type MailEventRoutesOptions,
  mailEventRoutes,
  signedMailEventRoutes,
} from "./routes/mail-events.ts";
import { openapiRoute } from "./routes/openapi.ts";
import { type PersonalDataRoutesOptions, personalDataRoutes } from "./routes/personal-data.ts";
import {
  type PictureSessionRoutesOptions,
  pictureSessionRoutes,
} from "./routes/picture-sessions.ts";
import { problemRoutes } from "./routes/problems.ts";
import { type PupilRoutesOptions, pupilRoutes } from "./routes/pupils.ts";
import { type RosterRoutesOptions, rosterRoutes } from "./routes/rosters.ts";
import { type SchoolRoutesOptions, schoolRoutes } from "./routes/schools.ts";
import {
  type SecurityContactRoutesOptions,
  securityContactRoutes,
} from "./routes/security-contact.ts";
import { type ServiceRoutesOptions, serviceRoutes } from "./routes/service.ts";
import { type TokenRoutesOptions, tokenRoutes } from "./routes/tokens.ts";
import { sharedSchemas } from "./schemas/shared.ts";
import { createServer, type ServerOptions } from "./server.ts";
import { createUploads } from "./uploads/uploads.ts";

export type AppOptions = AuthenticationOptions &
  ActivationMailRoutesOptions &
  AddressProposalRoutesOptions &
  ProposalRoutesOptions &
  ActivationRoutesOptions &
  AuditEventRoutesOptions &
  Omit<BulkActivationRoutesOptions, "uploads"> &
  DeviceRoutesOptions &
  GroupRoutesOptions &
  HomeLoginChangeRoutesOptions &
  HomeLoginReportRoutesOptions &
  HomeLoginRoutesOptions &
  HomeSessionRoutesOptions &
  LaunchRoutesOptions &
  LetterRoutesOptions &
  LinkRequestRoutesOptions &
  PageRoutesOptions &
  PersonalDataRoutesOptions &
  MailEventRoutesOptions &
  PictureSessionRoutesOptions &
  PupilRoutesOptions &
  Omit<RosterRoutesOptions, "uploads"> &
  SchoolRoutesOptions &
  SecurityContactRoutesOptions &
  ServiceRoutesOptions &
  TokenRoutesOptions &
  ServerOptions & { readonly admit: Admit; readonly heavyWork: HeavyWork };

/** SemVer of the API contract; every path contains its major number. */
export const apiVersion = "1.0.0";

/** Returns the API, ready to listen. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = await createServer(options, apiVersion);
  for (const schema of sharedSchemas) app.addSchema(schema);
  app.setValidatorCompiler(createValidatorCompiler(app.getSchemas() as Record<string, object>));
  const { sendApi, sendService } = await registerOpenapi(app, apiVersion);
  const authenticators = await registerAuthentication(app, options);
  const uploads = createUploads(options);
  app.addHook("onClose", () => uploads.stop());

  await app.register(async (negotiated) => {
    negotiated.addHook("onRequest", requireAcceptable);
    addEntityTags(negotiated);

    // Probes, caches and browsers may add a query, so these routes ignore it.
    await negotiated.register(async (service) => {
      service.addHook("onRoute", secured());
      await service.register(openapiRoute, {
        path: "/openapi.json",
        operationId: "getServiceOpenapi",
        send: sendService,
      });
      await service.register(serviceRoutes, options);
      await service.register(securityContactRoutes, options);
      await service.register(problemRoutes);
    });

    await negotiated.register(async (open) => {
      open.addHook("onRoute", secured());
      open.addHook("onRoute", closeQuery);
      await open.register(openapiRoute, {
        path: "/v1/openapi.json",
        operationId: "getOpenapi",
        send: sendApi,
      });
      await open.register(tokenRoutes, options);
      await open.register(activationRoutes, options);
      await open.register(linkRequestRoutes, options);
      await open.register(proposalRoutes, options);
      await open.register(loginRoutes, options);
      await open.register(pictureSessionRoutes, options);
      await open.register(signedMailEventRoutes, options);
    });

    await negotiated.register(pageRoutes, options);

    await negotiated.register(async (operator) => {
      operator.addHook("onRoute", secured("mailEventsToken", "mailEventsPassword"));
      operator.addHook("onRoute", closeQuery);
      await operator.register(mailEventRoutes, options);
    });

    await negotiated.register(async (family) => {
      family.addHook("onRoute", secured("homeSession"));
      family.addHook("onRoute", closeQuery);
      family.addHook("onRequest", authenticators.family);
      await family.register(homeSessionRoutes, options);
      await family.register(deviceRoutes, options);
      await family.register(launchRoutes, options);
    });

    await negotiated.register(async (school) => {
      school.addHook("onRoute", secured("clientCredentials", "portalToken"));
      school.addHook("onRoute", closeQuery);
      school.addHook("onRoute", requireUploadConfig);
      school.addHook("onRequest", authenticators.school);
      school.addHook("onRequest", admitUploads(options));
      await school.register(schoolRoutes, options);
      await school.register(rosterRoutes, { ...options, uploads });
      await school.register(groupRoutes, options);
      await school.register(homeLoginRoutes, options);
      await school.register(activationMailRoutes, options);
      await school.register(letterRoutes, options);
      await school.register(addressProposalRoutes, options);
      await school.register(pupilRoutes, options);
      await school.register(homeLoginReportRoutes, options);
      await school.register(homeLoginChangeRoutes, options);
      await school.register(auditEventRoutes, options);
      await school.register(personalDataRoutes, options);
      await school.register(bulkActivationRoutes, { ...options, uploads });
    });
  });

  await app.register(swaggerUi, {
    routePrefix: "/docs",
    uiConfig: { layout: "BaseLayout" },
    uiHooks: {
      onRequest: async (request, reply) => {
        if (request.routeOptions.url === "/docs/json") return await sendApi(request, reply);
      },
    },
    theme: { title: "Thuisinlog" },
    staticCSP:
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  });
  await app.ready();
  return app;
}

/**
 * Adds to a scope's routes in the OpenAPI document the token types that they accept; any one of
 * them suffices.
 */
function secured(...schemes: readonly string[]): (route: RouteOptions) => void {
  return ({ schema }) => {
    if (schema) schema.security = schemes.map((scheme) => ({ [scheme]: [] }));
  };
}
