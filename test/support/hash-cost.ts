import type { PasswordHashCost } from "../../src/security/password-hash.ts";

/** Lowest cost of argon2id, for tests that are not about the cost of a guess. */
export const leastHashCost: PasswordHashCost = { memoryCost: 8, timeCost: 1, parallelism: 1 };
