/** Name of the portal's server. Only replicas with `network.ts` resolve it. */
export const portalHost = "portaal.example";
