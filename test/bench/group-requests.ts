import { type FullGroup, listFullGroups } from "./data-set.ts";
import type { LoadRequest } from "./programs/load.ts";
import { requestTokens, type ServiceProcess } from "./service.ts";

/** Requests about groups of thirty by coordinators of their schools. */
export async function openGroupRequests(
  service: ServiceProcess,
  databaseUrl: string,
  schoolsMax: number,
) {
  const groups = await listFullGroups(databaseUrl, schoolsMax);
  const schoolIds = groups.map(({ schoolId }) => schoolId);
  const tokens = await requestTokens(service, databaseUrl, schoolIds);
  const authorizationOf = (schoolId: string) => `Bearer ${tokens.get(schoolId)}`;
  const ask = (pathOf: (group: FullGroup) => string): readonly LoadRequest[] =>
    groups.map((group) => ({
      path: pathOf(group),
      headers: { authorization: authorizationOf(group.schoolId) },
    }));
  return { groups, ask, authorizationOf };
}

export const readGroup = ({ groupId }: FullGroup) => `/v1/groups/${groupId}`;
