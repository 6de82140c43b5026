import type { Checker, TSchema } from '@agnes/sdk';
import { invalidInput } from '../http/errors.ts';
import { laterChecker } from '../http/later-checker.ts';
import type { AnyOperation, InnerInput, ToolMark } from '../http/operation.ts';
import { toolFieldClash, toolNameClash } from './errors.ts';

/** A tool as clients are told of it. */
interface ToolWire {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: object;
  readonly annotations: object;
}

/** An operation as a tool. */
export interface Tool {
  readonly operation: AnyOperation;
  readonly mark: ToolMark;
  readonly wire: ToolWire;
  /** The input of the operation out of the arguments of a call; throws when they do not fit. */
  readonly inputOf: (given: Fields) => InnerInput;
}

type Fields = Readonly<Record<string, unknown>>;

/** The tools of these operations, by name. A clash of names stops the start. */
export const toolsOf = (operations: readonly AnyOperation[]): ReadonlyMap<string, Tool> => {
  const tools = new Map<string, Tool>();
  for (const operation of operations) {
    const { mcp: mark } = operation;
    if (!mark) continue;
    if (tools.has(mark.name)) throw toolNameClash({ tool: mark.name });
    tools.set(mark.name, toolOf(operation, mark));
  }
  return tools;
};

const toolOf = (operation: AnyOperation, mark: ToolMark): Tool => {
  const schema = flatSchema(operation, mark);
  const check = laterChecker(schema);
  return {
    operation,
    mark,
    inputOf: (given) => split(operation, checked(check, given)),
    wire: {
      name: mark.name,
      description: mark.says ?? `${operation.summary}.`,
      inputSchema: shown(schema),
      annotations: hintsOf(mark),
    },
  };
};

/** Nothing of ours reaches out into a world that nobody keeps. */
const hintsOf = ({ readOnly }: ToolMark): object => ({
  readOnlyHint: readOnly,
  destructiveHint: !readOnly,
  idempotentHint: readOnly,
  openWorldHint: false,
});

const parts = ['params', 'query', 'body'] as const;

interface ObjectSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** Path, query and body as one object. */
const flatSchema = (operation: AnyOperation, mark: ToolMark): ObjectSchema => {
  const fields = parts.flatMap((part) => offeredIn(operation[part], mark));
  const names = fields.map(({ field }) => field);
  const twice = names.find((field, index) => names.indexOf(field) !== index);
  if (twice !== undefined) throw toolFieldClash({ tool: mark.name, field: twice });
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ field, schema }) => [field, schema])),
    required: fields.filter(({ isRequired }) => isRequired).map(({ field }) => field),
    additionalProperties: false,
  };
};

interface Offered {
  readonly field: string;
  readonly schema: object;
  readonly isRequired: boolean;
}

const offeredIn = (
  part: TSchema | undefined,
  { hides = [], defaults = {} }: ToolMark,
): readonly Offered[] => {
  const { properties, required } = fieldsOf(part);
  return Object.entries(properties)
    .filter(([field]) => !hides.includes(field))
    .map(([field, declared]) => {
      const schema = field in defaults ? { ...declared, default: defaults[field] } : declared;
      return { field, schema, isRequired: required.includes(field) && !('default' in schema) };
    });
};

const fieldsOf = (
  schema: TSchema | undefined,
): { readonly properties: Readonly<Record<string, object>>; readonly required: readonly string[] } => {
  // What an operation takes is an object: everything else stops at the compiler, where it is declared.
  const { properties = {}, required = [] } = (schema ?? {}) as Partial<ObjectSchema>;
  return { properties, required };
};

/** As it is told: what is understood anyway costs every conversation. */
const shown = ({ properties, required }: ObjectSchema): object => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
});

const checked = (check: Checker<unknown>, given: Fields): Fields => {
  const found = check(given);
  if (!found.ok) throw invalidInput({ errors: found.faults });
  // The schema is that of an object.
  return found.value as Fields;
};

const split = (operation: AnyOperation, given: Fields): InnerInput => ({
  params: pick(operation.params, given),
  query: pick(operation.query, given),
  body: operation.body && pick(operation.body, given),
});

const pick = (schema: TSchema | undefined, given: Fields): Fields => {
  const { properties } = fieldsOf(schema);
  return Object.fromEntries(Object.entries(given).filter(([field]) => field in properties));
};
