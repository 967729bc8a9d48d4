// Where the service begins. What an import statement names would be loaded before the first line runs.
import "./app/heap-flags.ts";
import "./app/preload.ts";

await import("./app/process.ts");
