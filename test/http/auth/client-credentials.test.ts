import t from "tap";
import { readClientCredentials } from "../../../src/http/auth/client-credentials.ts";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

t.test("both halves of HTTP Basic are form-encoded (RFC 6749 §2.3.1)", async (t) => {
  const read = (text: string) => readClientCredentials(basic(text), {});
  t.strictSame(read("a%3Ab:c%20d+e"), { clientId: "a:b", clientSecret: "c d e" });
  t.strictSame(
    read("id:se:cr:et"),
    { clientId: "id", clientSecret: "se:cr:et" },
    "colons that are not",
  );
  t.strictSame(read("id:"), { clientId: "id", clientSecret: "" });
});

t.test("text that is not form-encoded, or has no two halves, is not a credential", async (t) => {
  for (const text of ["id:100%", "%:secret", "id"]) {
    t.equal(readClientCredentials(basic(text), {}), undefined, text);
  }
});
