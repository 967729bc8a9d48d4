// A publisher that stands within the browser, so that no token leaves the machine.
import type { BrowserContext } from "playwright-core";
import type { Visit } from "./visit.ts";

const malmberg = "https://malmberg.example/launch";

export interface Publisher {
  /** The bodies of all forms that it got. */
  readonly received: readonly URLSearchParams[];
}

/** Answers what goes to Malmberg from this browser, or lets it get nowhere. */
export async function startPublisher(
  context: BrowserContext,
  manner: "open" | "unreachable" = "open",
): Promise<Publisher> {
  const received: URLSearchParams[] = [];
  await context.route(`${new URL(malmberg).origin}/**`, async (route, request) => {
    if (manner === "unreachable") return await route.abort("aborted");
    if (request.method() === "POST" && request.url() === malmberg) {
      received.push(new URLSearchParams(request.postData() ?? ""));
    }
    await route.fulfill({ contentType: "text/html", body: "<h1>Malmberg</h1>" });
  });
  return { received };
}

/** Lets the school use what has much to open, of which Malmberg is one. */
export async function offerSoftware({ site, household }: Visit): Promise<void> {
  const body = { publishers: ["malmberg", "zwijsen", "thieme-meulenhoff"] };
  await site.api("updateSchool", { token: household.token, body });
}

/** Opens Malmberg from the page of the child. */
export async function launch({ page }: Visit): Promise<void> {
  await page.getByRole("button", { name: "Malmberg", exact: true }).click();
}
