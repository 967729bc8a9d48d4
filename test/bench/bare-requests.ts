// Requests to the bare routes (`programs/bare.ts`).
import type { FullGroup } from "./data-set.ts";
import type { Family } from "./families.ts";
import type { LoadRequest } from "./programs/load.ts";

export const readBareGroup = ({ schoolId, groupId }: FullGroup): LoadRequest => ({
  path: `/groups/${schoolId}/${groupId}`,
});

export const hash = ({ password }: Pick<Family, "password">): LoadRequest => ({
  method: "POST",
  path: "/hashes",
  body: { password },
});
