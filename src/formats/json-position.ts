// Where a text stops being JSON. The messages of `JSON.parse` name a position only sometimes, and repeat
// a part of the text.

type Expected =
  | "value"
  | "value or ]"
  | "name"
  | "name or }"
  | "colon"
  | "comma or end"
  | "nothing";

const whiteSpace = /[ \t\n\r]*/y;
const escaped = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;
/** A number, `true`, `false` or `null`, or a text that is none of these. */
const scalar = /[-+.\w]+/y;

/** The place at which a text stops being JSON (RFC 8259); `undefined` for JSON. */
export function positionOfJsonError(text: string): number | undefined {
  const open: string[] = [];
  let expected: Expected = "value";
  let at = endOf(whiteSpace, text, 0) ?? 0;
  const afterValue = (): Expected => (open.length === 0 ? "nothing" : "comma or end");
  while (at < text.length) {
    const sign = text[at] ?? "";
    let end: number | undefined = at + 1;
    if (expected === "colon" && sign === ":") expected = "value";
    else if (expected === "comma or end" && sign === ",") {
      expected = open.at(-1) === "{" ? "name" : "value";
    } else if (isClosed(sign, expected, open.at(-1))) {
      open.pop();
      expected = afterValue();
    } else if (expected === "name" || expected === "name or }") {
      end = endOfText(text, at);
      expected = "colon";
    } else if (expected === "value" || expected === "value or ]") {
      if (sign === "{" || sign === "[") {
        open.push(sign);
        expected = sign === "{" ? "name or }" : "value or ]";
      } else {
        end = sign === '"' ? endOfText(text, at) : endOfScalar(text, at);
        expected = afterValue();
      }
    } else return at;
    if (end === undefined) return at;
    at = endOf(whiteSpace, text, end) ?? end;
  }
  return expected === "nothing" ? undefined : at;
}

function isClosed(sign: string, expected: Expected, innermost: string | undefined): boolean {
  if (sign === "}") {
    return expected === "name or }" || (expected === "comma or end" && innermost === "{");
  }
  if (sign !== "]") return false;
  return expected === "value or ]" || (expected === "comma or end" && innermost === "[");
}

function endOfScalar(text: string, start: number): number | undefined {
  const end = endOf(scalar, text, start);
  return end !== undefined && isJson(text.slice(start, end)) ? end : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The place after a quoted text; `undefined` if it is not one. */
function endOfText(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined;
  let at: number | undefined = start + 1;
  while (at !== undefined && at < text.length) {
    const unit: string = text[at] ?? "";
    if (unit === '"') return at + 1;
    if (unit < " ") return undefined;
    at = unit === "\\" ? endOf(escaped, text, at) : at + 1;
  }
  return undefined;
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
