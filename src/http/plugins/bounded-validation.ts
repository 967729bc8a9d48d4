// Bounds what the validation of one request costs. Without this plugin ajv tries a pattern on a text that is too
// long, validates the items of an array that is too long, and makes an error for each of a million.
import { _, type Ajv, type CodeKeywordDefinition, type Format } from "ajv";
import { Type } from "ajv/dist/compile/util.js";
import { validationErrorsMax } from "../../domain/errors.ts";
import { isWithin, patternTextMax } from "../../domain/text.ts";

/** Option `code` of an ajv whose validators stop at `validationErrorsMax` errors and try no pattern on a long text. */
export const boundedCode = {
  process: stopAtErrorsMax,
  regExp: Object.assign(compilePattern, { code: "compilePattern" }),
};

/** Replaces the keywords and formats of an ajv by bounded ones. */
export function boundKeywords(ajv: Ajv): void {
  ajv.removeKeyword("items").addKeyword(boundedItems);
  for (const [name, format] of Object.entries(ajv.formats)) {
    const check = format && checkOf(format);
    if (check) ajv.addFormat(name, (text: string) => isShort(text) && check(text));
  }
}

/** Every error is made by the same few statements, of which this one counts it. */
function stopAtErrorsMax(code: string): string {
  const [name] = /(?<=function )validate\d+/.exec(code) ?? [];
  const stop = `if(++errors>=${validationErrorsMax}){${name}.errors=vErrors;return false;}`;
  return code.replaceAll("errors++;", stop);
}

/** A pattern that no long text matches: it fails closed, and `maxLength` says why. */
function compilePattern(pattern: string, flags: string) {
  const compiled = new RegExp(pattern, flags);
  return {
    test: (text: string) => isShort(text) && compiled.test(text),
    /** ajv uses this text as the key of a pattern. */
    toString: () => String(compiled),
  };
}

/** Validates no more items than `maxItems` allows: beyond them the array is refused anyway. */
const boundedItems: CodeKeywordDefinition = {
  keyword: "items",
  type: "array",
  schemaType: ["object", "boolean"],
  before: "uniqueItems",
  code(context) {
    const { gen, data, parentSchema } = context;
    const { maxItems = Number.POSITIVE_INFINITY } = parentSchema as { maxItems?: number };
    const count = gen.const("count", _`Math.min(${data}.length, ${maxItems})`);
    gen.forRange("i", 0, count, (index) => {
      const place = { keyword: "items", dataProp: index, dataPropType: Type.Num };
      context.subschema(place, gen.name("valid"));
    });
  },
};

function checkOf(format: Format): ((text: string) => boolean) | undefined {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === "function") return format;
  if (typeof format !== "object" || format.type === "number" || format.async) return undefined;
  return checkOf(format.validate as Format);
}

function isShort(text: string): boolean {
  return isWithin(text, patternTextMax);
}
