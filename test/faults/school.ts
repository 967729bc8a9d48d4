import type { Insist } from "./replicas.ts";

const groupCount = 10;

/** Creates a school with this many pupils; returns a coordinator's token, the roster and the pupils. */
export async function prepareSchool(
  insist: Insist,
  client: { readonly clientId: string; readonly clientSecret: string },
  pupilCount: number,
) {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: client.clientId,
    client_secret: client.clientSecret,
  });
  const token: string = (await insist("createToken", { body })).body.access_token;
  const groups = Array.from({ length: groupCount }, (_, index) => ({
    externalId: `G${index}`,
    name: `Groep ${index}`,
  }));
  const roster = {
    groups,
    teachers: [],
    pupils: Array.from({ length: pupilCount }, (_, index) => ({
      externalId: `${index}`,
      firstName: `Kind ${index}`,
      lastName: "Hof",
      group: `G${index % groupCount}`,
    })),
  };
  await insist("putRoster", { token, body: roster });
  const { items } = (await insist("listGroups", { token })).body;
  const pupils: { readonly pupilId: string; readonly externalId: string }[] = [];
  for (const { id: groupId } of items) {
    const group = (await insist("getGroup", { token, path: { groupId } })).body;
    for (const { id: pupilId, externalId } of group.pupils) pupils.push({ pupilId, externalId });
  }
  return { token, roster, pupils };
}
