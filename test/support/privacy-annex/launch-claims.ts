// What a publisher receives, in the words of the annex.
import type { PublisherNeed } from "../../../src/domain/school/publisher.ts";

const needs: Readonly<Record<PublisherNeed, string>> = {
  "first-name": "roepnaam",
  group: "naam van de groep",
  "eck-id": "ECK iD (keten-ID)",
  school: "BRIN van de school",
};

export const launchClaims: readonly (readonly [string, string])[] = [
  ["pseudoniem van het kind, bij elke uitgever een ander", "altijd"],
  ...Object.entries(needs).map(([need, text]): [string, string] => [
    text,
    `alleen als de uitgever het nodig heeft om het kind te herkennen (\`${need}\`)`,
  ]),
];
