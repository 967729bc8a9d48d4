// Lower limit of a start: Fastify with the plugins of the service and `pg`, and one route.
import accepts from "@fastify/accepts";
import cors from "@fastify/cors";
import formbody from "@fastify/formbody";
import jwt from "@fastify/jwt";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify from "fastify";
import pg from "pg";
import { Type } from "typebox";

const app = Fastify({ logger: true }).withTypeProvider<TypeBoxTypeProvider>();
const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });
await app.register(accepts);
await app.register(cors);
await app.register(formbody);
await app.register(jwt, { secret: "a secret key for benchmarks alone, of enough bytes" });
await app.register(swagger, { openapi: {} });
await app.register(swaggerUi, { routePrefix: "/docs" });
app.get(
  "/readyz",
  { schema: { response: { 200: Type.Object({ status: Type.String() }) } } },
  async () => {
    await pool.query("select");
    return { status: "ok" };
  },
);
await app.listen({ port: Number(process.env["PORT"]), host: "127.0.0.1" });
