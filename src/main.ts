// Entry point of the service. Dynamic import, because static imports are hoisted above the preload.
import "./app/preload.js";

await import("./app/process.ts");
