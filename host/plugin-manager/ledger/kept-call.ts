import { hash } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { HookCall } from '../../kernel/ledger.ts';
import { masked } from '../../store/audit/masked.ts';
import { newId } from '../../store/new-id.ts';
import type { Tables } from '../../store/tables.ts';
import { fingerprintOf } from './fingerprint.ts';

/** A call that is to be written down, when it was and under which generation. */
export interface NotedCall {
  readonly call: HookCall;
  /** Milliseconds UTC. */
  readonly at: number;
  readonly generation: number | undefined;
  /** Calls of the same tap before this one that were counted and not kept. */
  readonly leftOut: number;
}

/** Longest arguments and answers that are kept, in characters of JSON. */
const longest = 16 * 1024;

/** What of the arguments of a hook is a secret, whatever it is called. */
const secretFields: Readonly<Record<string, readonly string[]>> = { resolveUser: ['value'] };

/** The row of a call. `scrub` takes the secrets out that are known. */
export const keptCall = (
  { call, at, generation, leftOut }: NotedCall,
  scrub: (text: string) => string,
): Insertable<Tables['hook_calls']> => {
  const { failure } = call;
  return {
    id: newId(),
    occurred_at: new Date(at),
    plugin_id: call.plugin,
    version: call.version,
    tree_hash: call.treeHash ?? null,
    generation: generation ?? null,
    hook: call.hook,
    tap: call.tap,
    outcome: call.outcome,
    status_source: failure?.statusSource ?? null,
    error_code: failure?.code ?? null,
    message: failure ? scrub(failure.message) : null,
    fingerprint: failure ? fingerprintOf(failure) : null,
    ...argsOf(call, scrub),
    result: resultOf(call, scrub),
    duration_ms: Math.round(call.ms * 1000) / 1000,
    left_out: leftOut,
  };
};

type Args = Pick<Insertable<Tables['hook_calls']>, 'args_digest' | 'args' | 'is_whole'>;

const argsOf = ({ hook, input }: HookCall, scrub: (text: string) => string): Args => {
  const plain = jsonOf(() => input);
  if (plain === undefined) return { args_digest: null, args: null, is_whole: false };
  const text = scrub(jsonOf(() => masked(withoutFields(input, secretFields[hook]))) ?? '');
  const fits = text.length <= longest;
  return {
    // Of what is shown: the digest of a secret would let it be guessed.
    args_digest: hash('sha256', text),
    args: fits ? text : null,
    is_whole: fits && text === plain,
  };
};

const resultOf = ({ answer }: HookCall, scrub: (text: string) => string): string | null => {
  const text = jsonOf(() => masked(answer));
  if (text === undefined) return null;
  return text.length <= longest ? scrub(text) : JSON.stringify({ left_out: `${text.length} characters` });
};

const withoutFields = (input: unknown, fields: readonly string[] = []): unknown =>
  typeof input !== 'object' || input === null || fields.length === 0
    ? input
    : { ...input, ...Object.fromEntries(fields.map((field) => [field, '[secret]'])) };

/** What a plugin returns may be anything, and may refuse to be written. */
const jsonOf = (value: () => unknown): string | undefined => {
  try {
    return JSON.stringify(value());
  } catch (cause) {
    return JSON.stringify({ unreadable: String(cause).slice(0, 200) });
  }
};
