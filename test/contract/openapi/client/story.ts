// The story of the tutorial, as the developer of a portal writes it with `openapi-typescript` and
// `openapi-fetch`. The test generates `generated.ts` beside a copy of this file and compiles both.
import createClient from "openapi-fetch";
import type { components, paths } from "./generated.ts";

type HomeLogin = components["schemas"]["HomeLogin"];

interface Surroundings {
  /** With `/v1`. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Returns the token of the link in the newest mail to an address. */
  readonly linkOf: (email: string) => Promise<string>;
}

interface Outcome {
  readonly groups: readonly string[];
  readonly before: HomeLogin;
  readonly after: HomeLogin;
  readonly firstName: string | null;
  readonly software: readonly string[];
  readonly launchUrl: string;
  readonly problems: readonly string[];
}

/** `openapi-fetch` encodes the body by this header. */
const form = { "Content-Type": "application/x-www-form-urlencoded" };

/** Returns the data of a successful response; throws the problem of another one. */
function dataOf<Data>({ data, error, response }: Result<Data>): Data {
  if (data === undefined) throw new Error(`${response.status} ${JSON.stringify(error)}`);
  return data;
}

interface Result<Data> {
  readonly data?: Data | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

export async function tell(surroundings: Surroundings): Promise<Outcome> {
  const { baseUrl, clientId, clientSecret, linkOf } = surroundings;
  const publicApi = createClient<paths>({ baseUrl });

  // The coordinator sends the roster.
  const token = dataOf(
    await publicApi.POST("/oauth/token", {
      body: {
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret,
      },
      headers: form,
    }),
  );
  const school = createClient<paths>({
    baseUrl,
    headers: { Authorization: `${token.token_type} ${token.access_token}` },
  });
  dataOf(
    await school.PUT("/roster", {
      body: {
        groups: [{ externalId: "g4a", name: "4A", yearGroup: "4" }],
        teachers: [{ externalId: "t1", firstName: "Marijke", lastName: "Bos", groups: ["g4a"] }],
        pupils: [
          { externalId: "p1", firstName: "Wimpie", lastName: "Hof", group: "g4a" },
          { externalId: "p2", firstName: "Fatima", lastName: "Hof", group: "g4a" },
        ],
      },
    }),
  );

  // The teacher turns home login on.
  const groups: string[] = [];
  let groupId = "";
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query = { limit: 1, ...(cursor !== "" && { cursor }) };
    const page: components["schemas"]["GroupPage"] = dataOf(
      await school.GET("/groups", { params: { query } }),
    );
    for (const group of page.items) {
      groups.push(group.name);
      groupId = group.id;
    }
    cursor = page.next;
  }
  const group = dataOf(await school.GET("/groups/{groupId}", { params: { path: { groupId } } }));
  const pupil = group.pupils.find(({ firstName }) => firstName === "Wimpie");
  if (!pupil) throw new Error("The group has no such pupil.");
  const path = { pupilId: pupil.id };
  const email = "moeder@example.nl";
  const set = await school.PUT("/pupils/{pupilId}/home-login", {
    params: { path },
    body: { emails: [email, "vader@example.nl"] },
  });
  const before = dataOf(set);

  // The parent sets a password.
  const link = await linkOf(email);
  const found = dataOf(await publicApi.POST("/activation-lookups", { body: { token: link } }));
  const password = "vrolijke fietsbel";
  dataOf(await publicApi.POST("/activations", { body: { token: link, password } }));
  const after = dataOf(await school.GET("/pupils/{pupilId}/home-login", { params: { path } }));

  // The child logs in and opens software.
  dataOf(await school.PATCH("/school", { body: { publishers: ["malmberg"] } }));
  const session = dataOf(
    await publicApi.POST("/home-sessions", { body: { email: "Moeder@Example.nl", password } }),
  );
  const child = createClient<paths>({
    baseUrl,
    headers: { Authorization: `Bearer ${session.accessToken}` },
  });
  const { software } = dataOf(await child.GET("/home-sessions/current"));
  const launch = dataOf(await child.POST("/launches", { body: { publisher: "malmberg" } }));

  // What is wrong has a type, too.
  const wrong = await publicApi.POST("/home-sessions", { body: { email, password: "wrong" } });
  const unknown = await publicApi.POST("/oauth/token", {
    body: { grant_type: "client_credentials", client_id: clientId, client_secret: "wrong" },
    headers: form,
  });
  // @ts-expect-error: the document says that an address is text
  await publicApi.POST("/link-requests", { body: { email: 5 } });
  // @ts-expect-error: the document has no such path
  await publicApi.GET("/v1/groups");

  return {
    groups,
    before,
    after,
    firstName: found.pupil.firstName,
    software: software.map(({ publisher }) => publisher),
    launchUrl: launch.launchUrl,
    problems: [wrong.error?.title ?? "", problemOf(unknown.error)],
  };
}

function problemOf(
  error: components["schemas"]["TokenError"] | components["schemas"]["Problem"] | undefined,
): string {
  return error && "error" in error ? `${error.error}: ${error.title}` : "";
}
