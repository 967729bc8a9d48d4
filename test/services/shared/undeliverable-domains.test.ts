import t from "tap";
import type { EmailAddress } from "../../../src/domain/email-address.ts";
import { createFindUndeliverableDomains } from "../../../src/services/shared/undeliverable-domains.ts";

const address = (emailKey: string): EmailAddress => ({ email: emailKey, emailKey });

t.test("each domain is checked once, and those without mail are returned", async (t) => {
  const checked: string[] = [];
  const find = createFindUndeliverableDomains({
    takesMail: async (domain) => {
      checked.push(domain);
      return domain !== "weg.nl";
    },
  });
  const addresses = ["a@home.nl", "b@weg.nl", "c@home.nl", "d@weg.nl"].map(address);
  t.strictSame([...(await find(addresses))], ["weg.nl"]);
  t.strictSame(checked.toSorted(), ["home.nl", "weg.nl"]);
  t.equal((await find([])).size, 0);
});

t.test(
  "of many domains the two hundred most frequent are checked, at most fifty concurrently",
  async (t) => {
    const checked: string[] = [];
    let running = 0;
    let runningMax = 0;
    const find = createFindUndeliverableDomains({
      takesMail: async (domain) => {
        checked.push(domain);
        running += 1;
        runningMax = Math.max(runningMax, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return false;
      },
    });
    const rare = Array.from({ length: 300 }, (_, index) => address(`a@rare${index}.nl`));
    const common = ["a", "b", "c"].map((name) => address(`${name}@common.nl`));
    const found = await find([...rare, ...common]);
    t.equal(found.size, 200);
    t.ok(found.has("common.nl"));
    t.equal(new Set(checked).size, 200);
    t.equal(runningMax, 50);
  },
);
