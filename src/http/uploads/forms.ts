// Parses the bytes of an upload to the input of a use case. Runs in the parsing thread.
import type { FastifySchemaValidationError } from "fastify";
import type { Static } from "typebox";
import { type ReadRow, readRows, rowsMax } from "../../domain/bulk-activation.ts";
import { invalidRequest, type ValidationError, validationErrorsMax } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import { type Roster, rosterErrors, type SentRoster } from "../../domain/roster/roster.ts";
import { parseActivationTable } from "../../formats/activation-table.ts";
import type { Delimiter } from "../../formats/csv.ts";
import { readEdexml } from "../../formats/edexml.ts";
import { decodeText } from "../../formats/text-encoding.ts";
import { createBodyCompiler } from "../plugins/validation.ts";
import { acceptedPartsOf, unnamed } from "../problems/accepted-parts.ts";
import { inOrderOf } from "../problems/error-order.ts";
import { validationErrorsOf } from "../problems/validation-errors.ts";
import type { BulkActivationRequest } from "../schemas/bulk-activations.ts";
import type { RosterRequest } from "../schemas/rosters.ts";
import { parseJson } from "./json.ts";
import { type AcceptedRoster, rosterOf, rosterPartsOf } from "./roster-json.ts";

export interface Upload {
  readonly form: UploadForm;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** BRIN of the school; the upload must be of this school. */
  readonly brin: string;
  /** The date at the school, such as `2026-09-01`. */
  readonly today: string;
}

export interface ParsedBulk {
  /** Delimiter of the table, for a table. */
  readonly delimiter?: Delimiter;
  /** Names of the columns that are unknown, for a table. */
  readonly ignoredColumns?: readonly string[];
  readonly rows: readonly ReadRow[];
}

interface Bodies {
  readonly "roster-json": Static<typeof RosterRequest>;
  readonly "bulk-json": Static<typeof BulkActivationRequest>;
}

/**
 * Schemas of JSON bodies. They are passed in, because loading them takes longer than all other
 * work.
 */
export type BodySchemas = Readonly<Record<keyof Bodies, object>>;

type Read<Parsed> = (upload: Upload) => Parsed | Promise<Parsed>;

export interface ParsedByForm {
  readonly "roster-json": Roster;
  readonly "roster-xml": SentRoster;
  readonly "bulk-json": ParsedBulk;
  readonly "bulk-csv": ParsedBulk;
}

export type UploadForm = keyof ParsedByForm;

/** Parses the bytes of an upload. Throws `invalid-request` with all validation errors. */
export type ReadUpload = Read<ParsedByForm[UploadForm]>;

export function createReadUpload(schemas: BodySchemas): ReadUpload {
  const readJson = createReadJson(schemas);
  const readers: { readonly [Form in UploadForm]: Read<ParsedByForm[Form]> } = {
    "roster-json": ({ bytes }) => {
      const body = readJson("roster-json", bytes, rosterPartErrors);
      const roster = rosterOf(body);
      const validationErrors = rosterErrors(roster);
      if (validationErrors.length > 0) throw invalidRequest(inOrderOf(body, validationErrors));
      return roster;
    },
    "roster-xml": ({ bytes, brin, today }) => readEdexml(once(bytes), { brin, today }),
    "bulk-json": ({ bytes }) => ({ rows: readRows(readJson("bulk-json", bytes, () => []).rows) }),
    "bulk-csv": ({ bytes }) => {
      const { rows, ...table } = parseActivationTable(decodeText(bytes));
      if (rows.length <= rowsMax) return { ...table, rows: readRows(rows) };
      throw invalidRequest([{ pointer: "/rows", detail: say("table-rows", { max: rowsMax }) }]);
    },
  };
  return (upload) => readers[upload.form](upload);
}

function createReadJson(schemas: BodySchemas) {
  const compile = createBodyCompiler({});
  const validators = new Map<string, ReturnType<typeof compile>>();
  /** `findRuleErrors` gets what the schema accepts of an invalid body. */
  return <Form extends keyof Bodies>(
    form: Form,
    bytes: Uint8Array<ArrayBuffer>,
    findRuleErrors: (accepted: object, named: readonly ValidationError[]) => ValidationError[],
  ): Bodies[Form] => {
    const value = parseJson(bytes);
    const validate = validators.get(form) ?? compile({ schema: schemas[form] });
    validators.set(form, validate);
    if (validate(value)) return value as Bodies[Form];
    const errors = (validate.errors ?? []) as FastifySchemaValidationError[];
    const named = validationErrorsOf(errors, "body");
    if (errors.length >= validationErrorsMax) throw invalidRequest(inOrderOf(value, named));
    const ruleErrors = findRuleErrors(acceptedPartsOf(value, errors), named);
    throw invalidRequest(inOrderOf(value, [...named, ...unnamed(ruleErrors, named)]));
  };
}

/** Groups of which some are left out make no other reference invalid. */
function rosterPartErrors(accepted: object, named: readonly ValidationError[]): ValidationError[] {
  const areGroupsKnown = named.every(({ pointer }) => pointer !== "/groups");
  const { groups, ...others } = accepted as AcceptedRoster;
  return rosterErrors(rosterPartsOf({ ...others, groups: areGroupsKnown ? groups : undefined }));
}

async function* once<Value>(value: Value): AsyncGenerator<Value> {
  yield value;
}
