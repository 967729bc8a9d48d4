// A publisher inside the browser, so that no token leaves the machine.
import type { BrowserContext } from "playwright-core";
import type { Visit } from "./visit.ts";

const malmberg = "https://malmberg.example/launch";

export interface Publisher {
  /** Bodies of all forms that it received. */
  readonly received: readonly URLSearchParams[];
}

/** Answers requests of this browser to Malmberg, or blocks them. */
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

/** Lets the school use several publishers, Malmberg among them. */
export async function offerSoftware({ site, household }: Visit): Promise<void> {
  const body = { publishers: ["malmberg", "zwijsen", "thieme-meulenhoff"] };
  await site.api("updateSchool", { token: household.token, body });
}

/** Launches Malmberg from the page of the child. */
export async function launch({ page }: Visit): Promise<void> {
  await page.getByRole("button", { name: "Malmberg", exact: true }).click();
}
