import pg from "pg";
import { findPostmaster } from "./postmaster.ts";
import { findReader, processorTime } from "./processor-time.ts";

/** Reads the processor time of a program and of PostgreSQL. */
export interface ProcessorClock {
  /** Processor time that passes in a program and in PostgreSQL during work; `NaN` where it cannot be read. */
  during<Result>(
    programId: number,
    work: () => Promise<Result>,
  ): Promise<{
    readonly result: Result;
    readonly programMs: number;
    readonly databaseMs: number;
  }>;
  /** Processor time of a program since its start, in milliseconds; `NaN` where it cannot be read. */
  sinceStart(programId: number): Promise<number>;
}

/** Creates the clock for programs of this machine and the PostgreSQL of this URL. */
export async function createProcessorClock(databaseUrl: string): Promise<ProcessorClock> {
  const read = await findReader();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const postmaster = read && (await findPostmaster(client, read));
  await client.end();
  const timeOf = async (id: number | undefined) =>
    read && id !== undefined ? await processorTime(read, id) : Number.NaN;

  return {
    sinceStart: timeOf,
    during: async (programId, work) => {
      const [program, database] = await Promise.all([timeOf(programId), timeOf(postmaster)]);
      const result = await work();
      const [programAfter, databaseAfter] = await Promise.all([
        timeOf(programId),
        timeOf(postmaster),
      ]);
      return {
        result,
        programMs: programAfter - program,
        databaseMs: databaseAfter - database,
      };
    },
  };
}
