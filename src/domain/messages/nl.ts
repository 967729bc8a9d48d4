import type { en } from "./en.ts";

/** The texts in Dutch, for coordinators. */
export const nl: Readonly<Record<keyof typeof en, string>> = {
  "email-empty": "is leeg",
  "email-too-long": "is langer dan {max} bytes",
  "email-no-at": "heeft geen apenstaartje (@)",
  "email-several-ats": "heeft meer dan één apenstaartje (@)",
  "email-several": "bevat meer dan één adres: vul het tweede in bij e-mail 2",
  "email-local-part": "klopt niet vóór het apenstaartje",
  "email-local-part-too-long": "heeft meer dan {max} bytes vóór het apenstaartje",
  "email-domain": "klopt niet achter het apenstaartje",
  "email-repeated": "is hetzelfde adres als het vorige",
  "email-undeliverable": "kan geen mail ontvangen: kijk na wat er achter het apenstaartje staat",
  "email-mistyped": "lijkt een tikfout te hebben achter het apenstaartje",
  "emails-too-many": "heeft meer dan {max} adressen",
  "emails-none": "heeft geen adres",

  "row-names": "heeft geen leerlingnummer (externalId of pupilId), of twee",
  "row-repeated": "gaat over dezelfde leerling als rij {row}",
  "row-surplus": "heeft iets in kolom {column}, en die kolom heeft geen naam op de eerste regel",
  "row-invalid": "De rij klopt niet; bij errors staat waarom.",
  "pupil-unknown": "Deze leerling is op uw school niet bekend.",
  "pupil-left": "Deze leerling is volgens het rooster van {date} van school.",
  "pupil-not-taught": "Deze leerling zit niet in een van uw groepen.",
  "pupil-key-alike": "is van geen enkele leerling, maar lijkt op het nummer van één leerling",

  "table-workbook": "is een Excel-werkmap of een ander ZIP-bestand: sla het eerst op als CSV",
  "table-binary": "is geen tekst in UTF-8, UTF-16 of Windows-1252: sla het op als CSV",
  "table-not-utf-8": "begint als UTF-8, maar is dat verderop niet: sla het opnieuw op als CSV",
  "table-not-utf-16": "begint als UTF-16, maar is dat verderop niet: sla het opnieuw op als CSV",
  "table-empty":
    "is leeg: op de eerste regel moeten de namen van de kolommen staan, {columns}. Klopt de naam van het bestand?",
  "table-no-header":
    "heeft geen kolomnamen: op de eerste regel moet staan {columns}, en daar staat {read}",
  "table-column-missing": "heeft geen kolom {column}: op de eerste regel staat {read}",
  "table-column-repeated": "heeft twee keer de kolom {column}: {read}",
  "table-quote": "heeft een aanhalingsteken dat niet gesloten is of midden in een cel staat",
  "table-rows": "heeft meer dan {max} rijen",
  "table-empty-rows": "heeft meer dan {max} lege rijen",
  "table-cells": "heeft een rij met meer dan {max} cellen",
  "table-row-too-long":
    "heeft een rij van meer dan {max} tekens, of een aanhalingsteken dat niet gesloten is",
  "table-cell-too-long": "mag niet meer dan {max} tekens hebben",
  "table-ignored": "heeft kolommen die we niet kennen en overslaan: {columns}",

  "edexml-no-brin": "heeft geen brincode",
  "edexml-flemish":
    "is een Vlaamse school, met een instellingsnummer: Thuisinlog is er voor scholen met een BRIN",
  "edexml-school": "is met de dependancecode school {found}, en u bent ingelogd voor school {brin}",
  "edexml-version": "is versie {found}: alleen 2.0 en 2.1 kunnen worden gelezen",

  "request-invalid": "De aanvraag klopt niet; bij errors staat waarom.",
  "request-incomplete": "Het bestand is niet helemaal aangekomen. Stuur het nog een keer.",
  "resource-unknown": "Er is niets met dit id.",
  "resource-changed": "Dit is gewijzigd nadat u het opvroeg ({what}).",
  "token-needed": "Hiervoor is een token nodig: log eerst in.",
  "token-invalid": "Het token klopt niet of is verlopen: log opnieuw in.",
  "token-rejected": "Het token is niet geldig: log opnieuw in. ({reason})",
  "token-kind": "Met dit soort token kan dit niet.",
  "role-insufficient": "Uw rol staat dit niet toe.",
  "home-login-off": "Deze leerling heeft geen thuislogin.",
  "network-environment":
    "Leerlingen van deze school loggen thuis in via {name}. Een coördinator kan instellen dat de school daarnaast Thuisinlog gebruikt.",
  "roster-too-small":
    "In dit rooster ontbreken {count} leerlingen die nu op school zitten: meer dan de helft. Zijn zij echt van school, stuur het dan opnieuw met confirm=true.",
  "body-too-large": "Het bestand is te groot.",
  "body-memory": "Het bestand vraagt te veel geheugen. Stuur het in delen.",
  "body-time": "Het bestand kost te veel tijd. Stuur het in delen.",
  "uploads-busy": "Er komen nu te veel bestanden binnen. Stuur dit straks nog een keer.",
  "school-busy": "Een ander bestand van uw school wordt nog verwerkt. Stuur ze na elkaar.",
  "internal-error": "Er ging iets onverwachts mis. Het staat in het logboek van de beheerder.",
};
