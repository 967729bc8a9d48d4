// Where the service begins. What an import statement names would be loaded before the first line runs.
import "./memory.ts";
import "./loading.ts";

await import("./process.ts");
