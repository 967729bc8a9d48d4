// How V8 keeps its heap. How large the young space is can only be said when Node starts, as `npm start` and
// the Dockerfile do: with half of what V8 takes by itself, as many groups are read and 80 MiB less are held.
import { setFlagsFromString } from "node:v8";

export const heapFlags = [
  // What a request makes is soon garbage. V8 takes what outlived the start for what lives long, puts the
  // rows of every later answer of the database straight into the old space, where they stay till all of it
  // is collected, with whatever hangs on them. That costs a sixth of the reads, and 100 MiB.
  "--no-allocation-site-pretenuring",
  // The old space doubles before it is collected, instead of growing fourfold. Less than that costs the
  // dispatcher a quarter of its pace, since all mails on their way are in it.
  "--heap-growing-percent=100",
] as const;

for (const flag of heapFlags) setFlagsFromString(flag);
