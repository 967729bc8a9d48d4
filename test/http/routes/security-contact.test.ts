import t from "tap";
import { publicUrl, startTestService } from "../../support/service.ts";

t.test("the operator's contact is published as a security.txt of RFC 9116", async (t) => {
  const { api } = await startTestService(t, {
    SECURITY_CONTACT: "mailto:security@thuisinlog.example",
  });
  const { status, headers, text } = await api("getSecurityContact");
  t.equal(status, 200);
  t.equal(headers.get("content-type"), "text/plain; charset=utf-8");
  t.strictSame(text.split("\n"), [
    "Contact: mailto:security@thuisinlog.example",
    "Expires: 2027-02-28T00:00:00.000Z",
    "Preferred-Languages: nl, en",
    `Canonical: ${publicUrl}/.well-known/security.txt`,
    "",
  ]);
});

t.test("without a contact there is no security.txt", async (t) => {
  const { api } = await startTestService(t);
  t.equal((await api("getSecurityContact")).status, 404);
});
