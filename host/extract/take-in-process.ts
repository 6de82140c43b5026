import { fileURLToPath } from 'node:url';
import { startChild } from '../kernel/child-process.ts';
import { ownProgramEnv } from '../kernel/own-program.ts';
import { takeInFailed, takeInTimeout } from './errors.ts';
import type {
  EngineLimits,
  PublishRequest,
  StageRequest,
  TableInput,
  TablePublished,
  TableStaged,
} from './take-in-messages.ts';
import type { TakeInAnswer, TakeInRequest } from './take-in-protocol.ts';

/** What a process that opens data from outside may use. */
export const takeInLimits: EngineLimits = { memoryMb: 1024, threads: 2 };

/** The same for one of several that run beside their connectors. */
export const pipedLimits: EngineLimits = { memoryMb: 512, threads: 2 };

/** Beyond the engine's own budget: Node, and what the engine does not count. */
const headroomMb = 4096;
const megabyte = 1024 * 1024;
const program = fileURLToPath(new URL('./take-in.ts', import.meta.url));

/** How long one source may be at it, unless it says otherwise. */
const defaultTimeoutMs = 1_800_000;

/**
 * Turns the files of tables into checked parquet files. A table that kills the process fails alone; when the time is
 * over, the tables that are not done fail.
 */
export const stageTables = async (
  request: StageRequest,
  signal: AbortSignal,
  timeoutMs = defaultTimeoutMs,
): Promise<readonly TableStaged[]> => {
  const late = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, late]);
  const staged: TableStaged[] = [];
  while (staged.length < request.tables.length) {
    const rest = request.tables.slice(staged.length);
    staged.push(...(await stageSome({ ...request, tables: rest }, either)));
    signal.throwIfAborted();
    if (late.aborted) return [...staged, ...request.tables.slice(staged.length).map(lateTable(timeoutMs))];
    const culprit = request.tables[staged.length];
    if (culprit) staged.push(crashedTable(culprit));
  }
  return staged;
};

const stageSome = async (request: StageRequest, signal: AbortSignal): Promise<readonly TableStaged[]> => {
  const staged: TableStaged[] = [];
  for await (const answer of ask(request, signal)) {
    if (answer.type === 'failed') throw takeInFailed({ reason: reasonOf(answer) });
    if (answer.type !== 'table') return staged;
    staged.push(answer.table);
  }
  return staged;
};

const crashedTable = ({ id, name }: TableInput): TableStaged => ({
  id,
  name,
  status: 'failed',
  error: {
    code: 'take_in_crashed',
    message: `The files of "${name}" ended the process that parses them.`,
    retryable: false,
    remedy: 'One of the files is damaged or made to harm: check where it comes from.',
  },
});

const lateTable =
  (timeoutMs: number) =>
  ({ id, name }: TableInput): TableStaged => {
    const { code, message, hint: remedy } = takeInTimeout({ what: `"${name}"`, timeoutMs });
    return { id, name, status: 'failed', error: { code, message, retryable: true, remedy } };
  };

/** Replaces an extract. It is not cancelled half-way: it either happens or does not, and nobody waits for ever. */
export const publishTables = async (
  request: PublishRequest,
  timeoutMs = defaultTimeoutMs,
): Promise<readonly TablePublished[]> => {
  const late = AbortSignal.timeout(timeoutMs);
  const answer = await askOnce(request, late);
  if (answer.type !== 'published' && late.aborted) throw takeInTimeout({ what: 'the extract', timeoutMs });
  if (answer.type !== 'published') throw takeInFailed({ reason: reasonOf(answer) });
  return answer.tables;
};

const ended = { type: 'ended' } as const;

const askOnce = async (request: TakeInRequest, late: AbortSignal): Promise<TakeInAnswer | typeof ended> => {
  for await (const answer of ask(request, late)) return answer;
  return ended;
};

const reasonOf = (answer: TakeInAnswer | typeof ended): string =>
  answer.type === 'failed' ? answer.error.message : 'the process that opens extracts has ended';

/** One process, one request: its answers, until it ends. */
export async function* ask(request: TakeInRequest, signal?: AbortSignal): AsyncGenerator<TakeInAnswer> {
  const child = startChild({
    program,
    env: ownProgramEnv(),
    dataLimitBytes: (request.limits.memoryMb + headroomMb) * megabyte,
    ...(signal && { signal }),
  });
  try {
    // One that was stopped before it could read ends without an answer, like one that was stopped later.
    await child.channel.send(request).catch((cause: unknown) => {
      if (!signal?.aborted) throw cause;
    });
    // The take-in process and this module are one version.
    for await (const message of child.channel.messages) yield message as TakeInAnswer;
  } finally {
    child.channel.close();
    await child.exited;
  }
}
