import { signRowToken } from "../security/row-token.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import type { ClaimedMail, MailSubject } from "../store/mail/mail-deliveries.ts";
import type { MailChild, MailContent, NamedChild } from "./render.ts";

/**
 * Returns the content of a mail about at least one child. Its links are derived here and never
 * stored.
 */
export function createContentOf(deps: {
  readonly keys: SecretKeys;
  /** Origin of the family web pages, without a slash at the end. */
  readonly homeUrl: string;
}) {
  const { keys, homeUrl } = deps;

  const noticeUrls = {
    privacy: `${homeUrl}/privacy`,
    accessibility: `${homeUrl}/accessibility`,
  };

  function childWithLink(subject: MailSubject): MailChild[] {
    if (!subject.link) return [];
    const { schoolId, id, ...link } = subject.link;
    const token = signRowToken(keys, "activation-link", { schoolId, id, generation: 0 });
    return [{ ...namedChild(subject), ...link, url: `${homeUrl}/activate#${token}` }];
  }

  return (
    mail: Pick<ClaimedMail, "kind" | "locale" | "createdAt">,
    subjects: readonly [MailSubject, ...MailSubject[]],
  ): MailContent => {
    const { kind, locale } = mail;
    if (kind === "password-notice") {
      return {
        kind,
        locale,
        ...namedChild(subjects[0]),
        loginUrl: `${homeUrl}/login`,
        forgotUrl: `${homeUrl}/forgot`,
        changedAt: mail.createdAt,
        use: subjects[0].passwordUse ?? "unknown",
      };
    }
    if (kind === "address-removed" || kind === "address-added")
      return { kind, locale, children: subjects.map(namedChild) };
    const children = subjects.flatMap(childWithLink);
    return { kind, locale, children, ...(kind === "activation" && { noticeUrls }) };
  };
}

function namedChild({ firstName, schoolName, schoolContact }: MailSubject): NamedChild {
  return { firstName: firstName ?? "", schoolName, schoolContact };
}
