import type { Checked, Checker, Fault, TSchema } from '@agnes/sdk';
import type { Context } from 'koa';
import { bodyStream, parseBody, readBody } from './body.ts';
import { invalidInput } from './errors.ts';
import { laterChecker } from './later-checker.ts';
import type { AnyOperation } from './operation.ts';

/** Checked path, query and body of one request. */
export interface CheckedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** The body as it came; empty unless the operation is signed or takes it raw. */
  readonly raw: Buffer;
  /** The body as it comes; nothing comes unless the operation is streamed. */
  readonly stream: AsyncIterable<Buffer>;
}

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** Checks the input of an operation. */
export const inputReader = (operation: AnyOperation): ((ctx: Context) => Promise<CheckedInput>) => {
  const params = textChecker(operation.params);
  const query = textChecker(operation.query);
  const body = bodyChecker(operation);
  const limits = { bytes: bodyLimit(operation), seconds: operation.bodySeconds };
  const isRaw = operation.signed ?? operation.raw ?? false;
  return async (ctx) => {
    const bytes = operation.streamed ? nothing : await readBody(ctx.req, limits);
    const sent = isRaw ? undefined : parseBody(bytes, ctx.get('content-type'));
    const checked = {
      params: params(ctx['params']),
      query: query({ ...ctx.query }),
      body: body(sent),
    };
    const faults = Object.entries(checked).flatMap(([part, result]) => faultsOf(part, result));
    if (faults.length > 0) throw invalidInput({ errors: faults });
    return {
      params: checkedValue(checked.params),
      query: checkedValue(checked.query),
      body: checkedValue(checked.body),
      raw: isRaw ? bytes : nothing,
      stream: operation.streamed ? bodyStream(ctx.req, limits.bytes) : noBody(),
    };
  };
};

const nothing = Buffer.alloc(0);

async function* noBody(): AsyncGenerator<Buffer> {}

/** Most bytes of a body. Signing in needs few, and whoever does it is a stranger. */
export const bodyLimit = ({ route, maxBody }: Pick<AnyOperation, 'route' | 'maxBody'>): number =>
  maxBody ?? (route.split(' ')[1]?.startsWith('/auth/') ? 4 * kibibyte : mebibyte);

const anything: Checker<unknown> = (value) => ({ ok: true, value });

// Unknown query keys are ignored everywhere: proxies and browsers add their own.
const textChecker = (schema: TSchema | undefined): Checker<unknown> =>
  schema ? laterChecker(schema, { from: 'text', unknownKeys: 'drop' }) : anything;

const bodyChecker = ({ body, bodyOptional, unknownKeys = 'refuse' }: AnyOperation): Checker<unknown> => {
  if (!body) return anything;
  const drop = unknownKeys === 'ignore' ? 'drop' : 'refuse';
  const check = laterChecker(body, { unknownKeys: drop });
  return (value) =>
    value === undefined && bodyOptional ? { ok: true, value: undefined } : check(value ?? {});
};

const faultsOf = (part: string, result: Checked<unknown>): readonly Fault[] =>
  result.ok
    ? []
    : result.faults.map((fault) => ({ ...fault, loc: part === 'body' ? fault.loc : `${part}${fault.loc}` }));

const checkedValue = (result: Checked<unknown>): unknown => (result.ok ? result.value : undefined);
