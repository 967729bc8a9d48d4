// A client of the API that fails on every response that the contract does not declare. It needs only a
// URL, so the black-box tests use it too.
import { operations, undeclared } from "./contract.ts";
import { rememberSecrets } from "./secrets.ts";

export interface Call {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  /** Sent as JSON, unless it is a form or a file with a media type. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the body is validated; a test reads any property
  readonly body: any;
  readonly text: string;
}

export type Api = (operationId: string, call?: Call) => Promise<Answer>;

export interface ApiOptions {
  /** Whether responses are compared with the contract. An earlier version has another one. */
  readonly isChecked?: boolean;
}

/** Calls operations by id. Throws on a response that the contract does not declare. */
export function createApi(url: string, { isChecked = true }: ApiOptions = {}): Api {
  return async (operationId, { path = {}, query = {}, headers = {}, token, body } = {}) => {
    const operation = operations.get(operationId);
    if (!operation) throw new Error(`There is no operation ${operationId}.`);
    const filled = operation.path.replace(/\{(\w+)\}/g, (_, name) => path[name] ?? "");
    const address = `${url}${filled}${Object.keys(query).length > 0 ? "?" : ""}${new URLSearchParams(query)}`;
    const hasOwnType = body instanceof URLSearchParams || body instanceof Blob;
    const response = await fetch(address, {
      method: operation.method,
      redirect: "manual",
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && !hasOwnType && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: hasOwnType ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const validationErrors = isChecked
      ? undeclared(operation, response.status, response.headers, text)
      : [];
    if (validationErrors.length > 0) {
      throw new Error(
        `${operationId} answered outside the contract: ${validationErrors.join("; ")}`,
      );
    }
    rememberSecrets(body);
    const isJson = response.headers.get("content-type")?.includes("json");
    const value = isJson ? JSON.parse(text) : text;
    rememberSecrets(value);
    return { status: response.status, headers: response.headers, text, body: value };
  };
}
