import t from "tap";
import { en } from "../../../src/domain/messages/en.ts";
import { type MessageCode, say, translate } from "../../../src/domain/messages/messages.ts";
import { nl } from "../../../src/domain/messages/nl.ts";

const codes = Object.keys(en) as MessageCode[];
const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
/** Any code with any values, as `say` allows it for one code. */
const sayAny = say as (code: MessageCode, values?: Record<string, string>) => string;

t.test("every text has a translation with the same values", async (t) => {
  t.strictSame(Object.keys(nl), codes, "in the same order");
  for (const code of codes) {
    t.strictSame(namesIn(nl[code]).sort(), namesIn(en[code]).sort(), code);
    t.not(nl[code], en[code], code);
  }
});

t.test("no two messages have the same English text, since the text is the key", async (t) => {
  t.equal(new Set(Object.values(en)).size, codes.length);
});

t.test("a text with any values becomes the same text in another language", async (t) => {
  for (const code of codes) {
    const names = namesIn(en[code]);
    const values = Object.fromEntries(names.map((name, index) => [`${name}`, `"a (b)", ${index}`]));
    const expected = names.reduce<string>(
      (text, name) => text.replace(`{${name}}`, `${values[`${name}`]}`),
      nl[code],
    );
    t.equal(translate(sayAny(code, values), "nl"), expected, code);
    t.equal(translate(sayAny(code, values), "en"), sayAny(code, values), code);
  }
});

t.test("a text that is not in the list is not changed", async (t) => {
  t.equal(translate("Something else.", "nl"), "Something else.");
});
