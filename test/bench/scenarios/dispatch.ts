import { settings } from "../../../src/config/settings.ts";
import { createDatabase } from "../../../src/store/database.ts";
import { writeMails } from "../../support/bulk.ts";
import { roundsOf, type Scenario } from "../bench.ts";
import { startProgram } from "../program.ts";
import type { PoolQuestion } from "../programs/mail-pool.ts";
import type { SinkQuestion } from "../programs/mail-sink.ts";
import { inTurn, ratios } from "../rounds.ts";
import { startService } from "../service.ts";

const name = "thuisinlog_bench_dispatch";
const count = 5_000;

/** Mails from the outbox to a server that accepts them, against nodemailer's pool alone. */
export const dispatch: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  const databaseUrl = await bench.server.createDatabase(name);
  opened.defer(() => bench.server.dropDatabase(name));
  const sink = await startProgram<SinkQuestion, string | number>("mail-sink");
  opened.defer(sink.stop);
  const smtpUrl = String(await sink.ask("url"));
  const { stop } = await startService(databaseUrl, { SMTP_URL: smtpUrl });
  opened.defer(stop);
  const pool = await startProgram<PoolQuestion, number>("mail-pool");
  opened.defer(pool.stop);
  const db = createDatabase({ url: databaseUrl, connectionsMax: 1, onIdleError: () => {} });
  opened.defer(db.close);
  const connections = Number(settings.smtpConnectionsMax.default);

  const measured = await inTurn(
    {
      service: async (round) => {
        const arrived = sink.ask({ count });
        await writeMails(db, { name: `bench${round}x`, count, firstRank: 1 }, new Date());
        return Number(await arrived);
      },
      pool: async () => {
        const [perSecond] = await Promise.all([
          sink.ask({ count }),
          pool.ask({ url: smtpUrl, connections, count }),
        ]);
        return Number(perSecond);
      },
    },
    roundsOf(bench, "sending mail"),
  );
  return [
    {
      work: "dispatch 5,000 mails, a second / nodemailer's pool",
      measured: ratios(measured.service, measured.pool),
      unit: "×",
      promise: { atLeast: 0.95 },
      beside: { "service, a second": measured.service, "pool, a second": measured.pool },
    },
  ];
};
