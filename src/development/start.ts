// A start on a machine that has only Node: with its own database, mail catcher, school and publisher.

import { type Service, type ServiceOptions, startService } from "../app/service.ts";
import type { Config } from "../config/config.ts";
import { startMailCatcher } from "./mail-catcher.ts";
import { startPublisherStandIn } from "./publishers/stand-in.ts";
import { createFictionalSchool, type FirstLook } from "./school.ts";

/** Starts the service with substitutes for missing settings, and prints how to begin. */
export async function startForDevelopment(
  config: Config,
  options: Pick<ServiceOptions, "logger" | "onProgress" | "onFailure" | "signal">,
): Promise<Pick<Service, "stop">> {
  await using opened = new AsyncDisposableStack();
  const mailbox =
    config.smtpUrl === undefined
      ? await startMailCatcher({ webPort: config.mailboxPort })
      : undefined;
  if (mailbox) opened.defer(mailbox.stop);
  const smtpUrl = config.smtpUrl ?? mailbox?.smtpUrl ?? "";

  const started = Promise.withResolvers<Service>();
  const standIn =
    config.databaseUrl === undefined
      ? await startPublisherStandIn({
          port: config.publisherPort,
          issuer: config.publicUrl,
          service: started.promise.then(({ url, useCases }) => ({
            url,
            listPublishers: useCases.publishers.list,
          })),
        })
      : undefined;
  if (standIn) opened.defer(standIn.stop);

  const service = await startService(
    { ...config, smtpUrl },
    { ...options, ...(standIn && { launchUrlOf: standIn.launchUrlOf }) },
  );
  opened.defer(service.stop);
  started.resolve(service);
  const look =
    config.databaseUrl === undefined
      ? await createFictionalSchool(service.useCases, config.dataDir, service.url)
      : undefined;
  const webUrls = { mailbox: mailbox?.webUrl, publisher: standIn?.url };
  options.onProgress(welcome(service.publicUrl, webUrls, look));
  const resources = opened.move();
  return { stop: () => resources.disposeAsync() };
}

function welcome(
  api: string,
  { mailbox, publisher }: Readonly<Record<"mailbox" | "publisher", string | undefined>>,
  look: FirstLook | undefined,
): string {
  return [
    "",
    `Pages          ${api}/login`,
    `API            ${api}`,
    `Documentation  ${api}/docs`,
    ...(mailbox === undefined ? [] : [`Mailbox        ${mailbox}`]),
    ...(publisher === undefined ? [] : [`Publishers     ${publisher}`]),
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
