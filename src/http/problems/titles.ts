import type { ErrorCode } from "../../domain/error-codes.ts";

/** Titles in Dutch of the problems that coordinators meet. */
export const dutchTitles: Readonly<Partial<Record<ErrorCode, string>>> = {
  "invalid-request": "De aanvraag klopt niet",
  unauthorized: "Niet ingelogd",
  forbidden: "Niet toegestaan",
  "not-found": "Niet gevonden",
  "not-acceptable": "Deze vorm is er niet",
  "home-login-off": "De thuislogin staat uit",
  "letters-off": "Brieven staan uit",
  "address-limit": "Er zijn al twee adressen",
  "proposal-closed": "Al beantwoord",
  "network-environment": "De school gebruikt een netwerkomgeving",
  "roster-too-small": "Het rooster is te klein",
  "method-not-allowed": "Dit kan hier niet",
  "request-timeout": "De aanvraag kwam niet op tijd",
  "too-many-requests": "Te veel pogingen",
  "headers-too-large": "De headers zijn te groot",
  "precondition-failed": "Intussen gewijzigd",
  "content-too-large": "Het bestand is te groot",
  "unsupported-media-type": "Deze soort bestand kan niet",
  "internal-error": "Fout in de dienst",
  unavailable: "De dienst is nu te druk",
};
