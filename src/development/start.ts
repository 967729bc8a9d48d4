// A start on a machine that has only Node: with its own database, mail catcher and school.

import { type Service, type ServiceOptions, startService } from "../app/service.ts";
import type { Config } from "../config/config.ts";
import { startMailCatcher } from "./mail-catcher.ts";
import { createFictionalSchool, type FirstLook } from "./school.ts";

/** Starts the service with substitutes for missing settings, and prints how to begin. */
export async function startForDevelopment(
  config: Config,
  options: Pick<ServiceOptions, "logger" | "onProgress" | "onDatabaseEnded" | "signal">,
): Promise<Pick<Service, "stop">> {
  await using opened = new AsyncDisposableStack();
  const mailbox =
    config.smtpUrl === undefined
      ? await startMailCatcher({ webPort: config.mailboxPort })
      : undefined;
  if (mailbox) opened.defer(mailbox.stop);
  const smtpUrl = config.smtpUrl ?? mailbox?.smtpUrl ?? "";

  const service = await startService({ ...config, smtpUrl }, options);
  opened.defer(service.stop);
  const look =
    config.databaseUrl === undefined
      ? await createFictionalSchool(service.useCases, config.dataDir, service.url)
      : undefined;
  options.onProgress(welcome(service.publicUrl, mailbox?.webUrl, look));
  const resources = opened.move();
  return { stop: () => resources.disposeAsync() };
}

function welcome(api: string, mailbox: string | undefined, look: FirstLook | undefined): string {
  return [
    "",
    `Pages          ${api}/login`,
    `API            ${api}`,
    `Documentation  ${api}/docs`,
    ...(mailbox === undefined ? [] : [`Mailbox        ${mailbox}`]),
    "",
    ...(look === undefined ? [] : firstSteps(api, mailbox ?? "", look)),
    "Ctrl-C stops it.",
    "",
  ].join("\n");
}

function firstSteps(api: string, mailbox: string, { token, pupilId }: FirstLook): string[] {
  const curl = 'curl -w "\\n" -H "Authorization: Bearer $TOKEN"';
  return [
    "In another terminal, as the coordinator of a fictional school:",
    "",
    `TOKEN=${token}`,
    `${curl} ${api}/v1/groups`,
    `${curl} ${api}/v1/pupils/${pupilId}/home-login -X PUT -H 'Content-Type: application/json' -d '{"emails":["ouder@example.nl"]}'`,
    `curl -w "\\n" ${mailbox}/api/email`,
    "",
  ];
}
