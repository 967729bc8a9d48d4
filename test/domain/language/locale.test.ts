import t from "tap";
import { isLocale, locales } from "../../../src/domain/language/locale.ts";

t.test("mails are in Dutch and English only", async (t) => {
  t.strictSame(["nl", "en", "tr", "NL", "", undefined, "__proto__"].filter(isLocale), [...locales]);
});
