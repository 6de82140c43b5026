import { type Static, Type } from '@agnes/sdk';
import type { HookCall } from '../../kernel/ledger.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { CallRow } from './call-repository.ts';

const maybeText = Type.Union([Type.String(), Type.Null()]);
const anything = Type.Unknown();

/** Every way in which a call ends. */
export const outcomes = ['ok', 'pass', 'veto', 'error', 'timeout', 'bad_result', 'skipped'] as const;

const ended = {
  version: Type.String(),
  outcome: Type.String({
    description: 'One of `ok`, `pass`, `veto`, `error`, `timeout`, `bad_result`, `skipped`.',
  }),
  status_source: Type.Union([Type.String(), Type.Null()], {
    description: 'Whose fault a failure is: `config`, `upstream`, `plugin` or `host`.',
  }),
  error_code: maybeText,
  message: maybeText,
  result: anything,
  ms: Type.Number(),
};

const hookCallWire = Type.Object({
  id: Type.String(),
  occurred_at: Type.String(),
  plugin: Type.String(),
  tree_hash: maybeText,
  generation: Type.Union([Type.Integer(), Type.Null()]),
  hook: Type.String(),
  tap: Type.Integer({ description: 'Which of the taps its plugin has of this hook, from 0.' }),
  ...ended,
  fingerprint: maybeText,
  args_digest: Type.Union([Type.String(), Type.Null()], {
    description: 'SHA-256 of the arguments as shown.',
  }),
  args: anything,
  replayable: Type.Boolean({ description: 'False: of the arguments something is left out.' }),
  left_out: Type.Integer({
    description: 'Calls of the same tap before this one that were counted and not kept.',
  }),
});

/** Calls of taps as administrators read them. */
export const hookCallList = Type.Object({
  calls: Type.Array(hookCallWire),
  dropped: Type.Integer({ description: 'How much the ledger had no room for since the host started.' }),
  next_cursor: Type.Union([Type.String(), Type.Null()]),
});

/** How bad a line of a log is. */
export const logLevel = Type.Union([Type.Literal('info'), Type.Literal('warn'), Type.Literal('error')]);

/** What a plugin said, as administrators read it. */
export const logLines = Type.Object({
  lines: Type.Array(
    Type.Object({
      at: Type.String(),
      level: logLevel,
      version: Type.String(),
      during: Type.String({ description: 'Such as `hook:beforeQuery`, `read:shop` or `setup`.' }),
      message: Type.String(),
    }),
  ),
  dropped: Type.Integer({ description: 'Lines above its rate that were left out just now.' }),
});

/** A call that was made again. */
export const replayWire = Type.Object({
  id: Type.String(),
  plugin: Type.String(),
  hook: Type.String(),
  recorded: Type.Object(ended),
  now: Type.Object({ ...ended, generation: Type.Union([Type.Integer(), Type.Null()]) }),
  same: Type.Boolean({ description: 'True: outcome and result are as they were.' }),
});

/** Says a call. */
export const hookCallOnWire = (row: CallRow): Static<typeof hookCallWire> => ({
  id: row.id,
  occurred_at: isoUtc(row.occurred_at),
  plugin: row.plugin_id,
  tree_hash: row.tree_hash,
  generation: row.generation,
  hook: row.hook,
  tap: row.tap,
  ...recordedOnWire(row),
  fingerprint: row.fingerprint,
  args_digest: row.args_digest,
  args: jsonIn(row.args),
  replayable: row.is_whole,
  left_out: row.left_out,
});

/** Says how a recorded call ended. */
export const recordedOnWire = (row: CallRow) => ({
  version: row.version,
  outcome: row.outcome,
  status_source: row.status_source,
  error_code: row.error_code,
  message: row.message,
  result: jsonIn(row.result),
  ms: row.duration_ms,
});

/** Says how a call ended that was made just now, in the words in which it would be kept. */
export const callOnWire = (
  { version, outcome, failure, ms }: HookCall,
  { message = null, result = null }: { readonly message?: string | null; readonly result?: string | null },
) => ({
  version,
  outcome,
  status_source: failure?.statusSource ?? null,
  error_code: failure?.code ?? null,
  message,
  result: jsonIn(result),
  ms,
});

/** What was kept as JSON. */
export const jsonIn = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
