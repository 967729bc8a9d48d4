/** Routes of health checks. A proxy calls them several times a second. */
export const probes: ReadonlySet<string> = new Set(["/livez", "/readyz"]);
