// A client of the API with one method for every operation, which fails on any answer that is not in
// the contract. Needs nothing but a URL, so the black-box tests use it too.
import { operations, undeclared } from "./contract.ts";

export interface Call {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  /** Sent as JSON, unless it is a form. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: { readonly contentType: string; readonly body: string | Uint8Array<ArrayBuffer> };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the contract has been checked; a test reads on
  readonly body: any;
  readonly text: string;
}

export type Api = (operationId: string, call?: Call) => Promise<Answer>;

/** Calls operations by their id. Throws on an answer that the contract does not have. */
export function createApi(url: string): Api {
  return async (operationId, { path = {}, query = {}, headers = {}, token, body, raw } = {}) => {
    const operation = operations.get(operationId);
    if (!operation) throw new Error(`There is no operation ${operationId}.`);
    const filled = operation.path.replace(/\{(\w+)\}/g, (_, name) => path[name] ?? "");
    const address = `${url}${filled}${Object.keys(query).length > 0 ? "?" : ""}${new URLSearchParams(query)}`;
    const isForm = body instanceof URLSearchParams;
    const response = await fetch(address, {
      method: operation.method,
      redirect: "manual",
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && !isForm && { "Content-Type": "application/json" }),
        ...(raw && { "Content-Type": raw.contentType }),
        ...headers,
      },
      ...(raw && { body: raw.body }),
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const faults = undeclared(operation, response.status, response.headers, text);
    if (faults.length > 0) {
      throw new Error(`${operationId} answered outside the contract: ${faults.join("; ")}`);
    }
    const isJson = response.headers.get("content-type")?.includes("json");
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : text,
    };
  };
}
