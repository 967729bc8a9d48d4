import { settings } from "../../../src/config/settings.ts";
import { createDatabase } from "../../../src/store/database.ts";
import { writeMails } from "../../support/bulk.ts";
import { roundsOf, type Scenario } from "../bench.ts";
import { costOfWork, costRow } from "../measure/cost.ts";
import { inTurn } from "../measure/rounds.ts";
import { startProgram } from "../program.ts";
import type { PoolQuestion } from "../programs/mail-pool.ts";
import type { SinkQuestion } from "../programs/mail-sink.ts";
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
  const service = await startService(databaseUrl, { SMTP_URL: smtpUrl });
  opened.defer(service.stop);
  const pool = await startProgram<PoolQuestion, number>("mail-pool");
  opened.defer(pool.stop);
  const db = createDatabase({ url: databaseUrl, connectionsMax: 1, onIdleError: () => {} });
  opened.defer(db.close);
  const connections = Number(settings.smtpConnectionsMax.default);

  const measured = await inTurn(
    {
      // The statement that writes the mails counts for PostgreSQL.
      service: (round) =>
        costOfWork(bench.clock, service.id, count, async () => {
          const arrived = sink.ask({ count });
          await writeMails(db, { name: `bench${round}x`, count, firstRank: 1 }, new Date());
          await arrived;
        }),
      pool: () =>
        costOfWork(bench.clock, pool.id, count, () =>
          Promise.all([sink.ask({ count }), pool.ask({ url: smtpUrl, connections, count })]),
        ),
    },
    roundsOf(bench, "sending mail"),
  );
  return [
    costRow({
      work: "dispatch 5,000 mails / nodemailer's pool",
      share: "program",
      promise: { atMost: 1.2 },
      of: ["service", measured.service],
      to: ["pool", measured.pool],
    }),
  ];
};
