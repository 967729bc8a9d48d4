import { once } from "../../../domain/once.ts";

/** Forms of a noun after a number, as Polish and Ukrainian have them (Unicode CLDR). */
export type Forms = Readonly<Record<"one" | "few" | "many", string>>;

/** Returns `amount` of a language (BCP 47): a whole number with its noun. */
export function amountFormat(language: string): (count: number, forms: Forms) => string {
  const rules = once(() => new Intl.PluralRules(language));
  return (count, forms) => {
    const form = rules().select(count);
    return `${count} ${form === "one" || form === "few" ? forms[form] : forms.many}`;
  };
}
