// Examples of the bodies in XML and CSV.

const edexml = `<?xml version="1.0" encoding="UTF-8"?>
<EDEX>
  <school><brincode>01AB</brincode><xsdversie>2.1</xsdversie></school>
  <groepen>
    <groep key="G2A"><naam>2A</naam><jaargroep>2</jaargroep></groep>
    <samengestelde_groep key="REK1"><naam>Rekenen 1</naam></samengestelde_groep>
  </groepen>
  <leerlingen>
    <leerling key="1001" eckid="https://ketenid.example/0a1b2c">
      <achternaam>Hof</achternaam><voorvoegsel>van der</voorvoegsel><roepnaam>Sanne</roepnaam>
      <groep key="G2A"/>
      <samengestelde_groepen><samengestelde_groep key="REK1"/></samengestelde_groepen>
    </leerling>
    <leerling key="1002">
      <achternaam>Amrani</achternaam><roepnaam>Youssef</roepnaam>
      <groep key="G2A"/>
    </leerling>
    <leerling key="1003">
      <achternaam>Bos</achternaam><roepnaam>Lotte</roepnaam>
      <uitstroomdatum>2026-07-31</uitstroomdatum>
      <groep key="G2A"/>
    </leerling>
  </leerlingen>
  <leerkrachten>
    <leerkracht key="LK4">
      <achternaam>Berk</achternaam><roepnaam>Joke</roepnaam>
      <rol>IB</rol>
      <groepen><groep key="G2A"/><samengestelde_groep key="REK1"/></groepen>
    </leerkracht>
  </leerkrachten>
</EDEX>
`;

export const fileExamples = {
  EdexmlDocument: edexml,
  HomeLoginTable: `\uFEFF"leerlingnummer";"roepnaam";"voorvoegsel";"achternaam";"groep";"e-mail";"stand";"sinds";"uitleg";"ECK iD"\r
"1002";"Youssef";"";"Amrani";"2A";"";"geen adres";"";"";"nee"\r
"1001";"Sanne";"van der";"Hof";"2A";"ouder@example.nl";"actief";"2026-09-01 20:30";"";"ja"\r
"1001";"Sanne";"van der";"Hof";"2A";"opa@gmial.com";"onbestelbaar";"2026-09-01 11:12";"Wat er achter het apenstaartje staat, bestaat niet. Kijk het adres na.";"ja"\r
`,
  BulkActivationMailsTable: `\uFEFF"leerlingnummer";"roepnaam";"voorvoegsel";"achternaam";"groep";"e-mail";"stand";"uitkomst";"uitleg"\r
"1002";"Youssef";"";"Amrani";"2A";"moeder@example.nl";"verlopen";"mail volgt";""\r
"1001";"Sanne";"van der";"Hof";"2A";"opa@gmial.com";"onbestelbaar";"overgeslagen";"Er staat al een mail klaar, die vanzelf weggaat."\r
`,
  RosterChangeTable: `\uFEFF"soort";"wijziging";"sleutel";"roepnaam";"voorvoegsel";"achternaam";"groep";"verschil";"uitleg"\r
"leerling";"nieuw";"1002";"Youssef";"";"Amrani";"2A";"";""\r
"leerling";"al van school";"1003";"Lotte";"";"Bos";"";"";"Heeft uitstroomdatum 2026-07-31 en doet niet mee."\r
"leerling";"ongewijzigd";"";"";"";"";"";"";"Aantal: 1"\r
"groep";"ongewijzigd";"";"";"";"";"";"";"Aantal: 2"\r
"leerkracht";"ongewijzigd";"";"";"";"";"";"";"Aantal: 1"\r
`,
  BulkActivationTable:
    "externalId;email1;email2\r\n1001;ouder@example.nl;opa@gmial.com\r\n1002;moeder@example.nl;\r\n",
  BulkActivationOutcomes: `\uFEFF"leerlingnummer";"e-mail 1";"e-mail 2";"uitkomst";"probleem";"suggestie"\r
"1001";"ouder@example.nl";"opa@gmial.com";"uitgenodigd";"";"opa@gmail.com"\r
"9999";"moeder@example.nl";"";"geweigerd";"Deze leerling is op uw school niet bekend.";""\r
`,
};
