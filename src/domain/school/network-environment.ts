import { ServiceError } from "../errors.ts";
import { say } from "../messages/messages.ts";

/**
 * Suppliers through which pupils of a school may log in at home instead of here (product rule 12).
 */
export const networkEnvironments = [
  "MOO",
  "ZuluConnect",
  "Cloudwise",
  "Mijn Onderwijs Portaal",
  "Ratho Portaal",
  "Prowise",
  "Miloo",
  "OnlineKlas",
] as const;

export type NetworkEnvironment = (typeof networkEnvironments)[number];

interface NetworkSettings {
  readonly networkEnvironment: NetworkEnvironment | null;
  readonly networkEnvironmentUrl: string | null;
  readonly homeLoginBesideNetworkEnvironment: boolean;
  /** Only for callers that may know the school. */
  readonly schoolContact?: string | null;
}

/** Whether pupils of the school may log in at home through this service. */
export function isHomeLoginHere(school: NetworkSettings): boolean {
  return school.networkEnvironment === null || school.homeLoginBesideNetworkEnvironment;
}

/**
 * Throws `network-environment` with the environment's name, unless the school uses home login here
 * too.
 */
export function requireHomeLoginHere(school: NetworkSettings): void {
  const { networkEnvironment: name, networkEnvironmentUrl: url, schoolContact } = school;
  if (name === null || school.homeLoginBesideNetworkEnvironment) return;
  throw new ServiceError("network-environment", say("network-environment", { name }), {
    elsewhere: { name, url },
    schoolContact,
  });
}
