// EDEXML files as a pupil administration writes them, with fictional people.

/** Has every element of an export, including data that the service ignores. */
export const fullEdexml = `<?xml version="1.0" encoding="UTF-8"?>
<!-- An export with a bit of everything -->
<EDEX xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="EDEXML.structuur.xsd">
  <school>
    <schooljaar>2031-2032</schooljaar>
    <brincode>99ZZ</brincode>
    <dependancecode>00</dependancecode>
    <auteur>Administratie</auteur>
    <xsdversie>2.1</xsdversie>
  </school>
  <vestigingen>
    <vestiging key="V1"><naam>Hoofdgebouw</naam></vestiging>
  </vestigingen>
  <groepen>
    <groep key="K1"><naam>Egels</naam><jaargroep>1</jaargroep></groep>
    <samengestelde_groep key="plus"><naam>Plusklas</naam></samengestelde_groep>
    <groep key="G5">
      <naam>5 &amp; een beetje</naam>
      <jaargroep>5</jaargroep>
      <toevoegingen>
        <blok xsi:type="OpmerkingGegevensType">
          <code>Opmerking</code>
          <groep key="nergens"><naam>Geen groep</naam></groep>
        </blok>
      </toevoegingen>
    </groep>
  </groepen>
  <leerlingen>
    <leerling key="1001" eckid="https://id.school/LL_voorbeeld">
      <roepnaam>Fleur</roepnaam>
      <geboortedatum>2021-03-04</geboortedatum>
      <geslacht>2</geslacht>
      <groep key="G5"/>
      <samengestelde_groepen><samengestelde_groep key="plus"/></samengestelde_groepen>
      <fotourl>https://fotos.example/1001.jpg</fotourl>
    </leerling>
    <leerling key="1002">
      <achternaam>Zwaluw</achternaam>
      <voornamen>Ibrahim Noël</voornamen>
      <bsn>999999990</bsn>
      <postcodenl>9999ZZ</postcodenl>
    </leerling>
    <leerling key="1003">
      <achternaam><![CDATA[Woud]]></achternaam>
      <voorvoegsel>in
        't</voorvoegsel>
      <roepnaam>Zo&#xEB;</roepnaam>
      <groep key="K1"/>
      <uitstroomdatum>2026-09-01</uitstroomdatum>
    </leerling>
    <leerling key="1004">
      <roepnaam>Vertrokken</roepnaam>
      <groep key="niet meer"/>
      <uitstroomdatum>2026-08-31</uitstroomdatum>
    </leerling>
  </leerlingen>
  <leerkrachten>
    <leerkracht key="LK1">
      <achternaam>Berk</achternaam>
      <voorvoegsel>van den</voorvoegsel>
      <rol>DIR</rol>
      <groepen>
        <groep key="G5"><rol>STA</rol></groep>
        <samengestelde_groep key="plus"/>
      </groepen>
    </leerkracht>
    <leerkracht key="LK2"><roepnaam>Joke</roepnaam></leerkracht>
  </leerkrachten>
</EDEX>
`;

/** Pupils of one group, by key. */
export type PupilsByGroup = Readonly<Record<string, readonly string[]>>;

/** A small export of school 99ZZ. */
export function edexmlOf(pupils: PupilsByGroup): string {
  const groups = Object.keys(pupils).map(
    (key) => `<groep key="${key}"><naam>${key}</naam><jaargroep>4</jaargroep></groep>`,
  );
  const people = Object.entries(pupils).flatMap(([group, keys]) =>
    keys.map(
      (key) =>
        `<leerling key="${key}"><roepnaam>Kind ${key}</roepnaam><groep key="${group}"/></leerling>`,
    ),
  );
  return [
    `<EDEX>`,
    `<school><brincode>99ZZ</brincode></school>`,
    `<groepen>${groups.join("")}</groepen>`,
    `<leerlingen>`,
    ...people,
    `</leerlingen>`,
    `</EDEX>`,
  ].join("\n");
}
