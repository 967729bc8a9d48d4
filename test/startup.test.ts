import t from "tap";
import { createDatabase } from "./support/database.ts";
import { startTestService } from "./support/service.ts";

t.test("a start without the secret key that sealed its keys is refused, and says so", async (t) => {
  const databaseUrl = await createDatabase(t);
  const start = (secret: string, previous = "") =>
    startTestService(
      t,
      { SECRET_KEY: `${secret} secret key, long enough for tests`, SECRET_KEY_PREVIOUS: previous },
      databaseUrl,
    );
  await (await start("the first")).stop();
  await t.rejects(start("the second"), /another SECRET_KEY/);

  const first = "the first secret key, long enough for tests";
  const second = "the second secret key, long enough for tests";
  await (await start("the second", first)).stop();
  const service = await start("the third", second);
  t.ok(await service.addClient("01AA"), "and a token is signed after two changes");
  await t.rejects(start("the first"), /another SECRET_KEY/);
});
