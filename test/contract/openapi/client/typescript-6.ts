// `openapi-typescript` needs the compiler API of TypeScript 6, which TypeScript 7 does not have.
import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier === "typescript" ? "@typescript/typescript6" : specifier, context),
});
