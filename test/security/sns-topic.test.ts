import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import t from "tap";
import { fetchText } from "../../src/security/sns-topic.ts";

t.test("only an answer of 200 is a text, and a redirection leads nowhere", async (t) => {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    if (url === "/moved") response.writeHead(302, { Location: "/text" }).end();
    else response.writeHead(url === "/text" ? 200 : 404).end("a text");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  t.equal(await fetchText(`${origin}/text`), "a text");
  await t.rejects(fetchText(`${origin}/none`));
  await t.rejects(fetchText(`${origin}/moved`));
  t.same(asked, ["/text", "/none", "/moved"]);
});
