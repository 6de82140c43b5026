import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PipedTables, StagePiped } from './piped-tables.ts';
import type { SourceRead } from './read-source.ts';
import { type InputRules, tableInput } from './table-input.ts';
import type { StageRequest, TableInput, TableStaged } from './take-in-messages.ts';
import { pipedLimits, stageTables, takeInLimits } from './take-in-process.ts';

/** What taking in needs beside what was read. */
export interface Staging {
  readonly staging: string;
  readonly parquet: string;
  readonly extractDir: string;
  readonly rules: InputRules;
  readonly signal: AbortSignal;
}

/** Takes in what a connector has read; what came through pipes is at it already. In the order of the tables. */
export const stageRead = async (
  { read, readable, timeoutMs }: SourceRead,
  staging: Staging,
  piped: PipedTables,
): Promise<readonly TableStaged[]> => {
  const later = read.filter(({ table }) => !piped.resultOf(table.id));
  const request = requestOf(
    staging,
    later.map((one) => tableInput(one, staging.rules)),
  );
  const allowedPaths = [...request.allowedPaths, ...readable];
  const staged = await stageTables({ ...request, allowedPaths }, staging.signal, timeoutMs);
  const byId = new Map(staged.map((table) => [table.id, table]));
  const all = await Promise.all(read.map(({ table }) => piped.resultOf(table.id) ?? byId.get(table.id)));
  staging.signal.throwIfAborted();
  return all.filter((table) => table !== undefined);
};

/** Takes in tables while they are read, each in a process and a folder of its own. */
export const stagePiped =
  (staging: Staging): StagePiped =>
  async (read, pipe, signal) => {
    const scratch = join(staging.parquet, basename(pipe));
    await mkdir(scratch, { mode: 0o700 });
    const request = {
      ...requestOf(staging, [tableInput(read, staging.rules)]),
      scratch,
      limits: pipedLimits,
    };
    const either = AbortSignal.any([signal, staging.signal]);
    const [staged] = await stageTables(request, either);
    // One table was asked for, and every table has its answer.
    return staged as TableStaged;
  };

const requestOf = (
  { staging, parquet, extractDir }: Staging,
  tables: readonly TableInput[],
): StageRequest => ({
  command: 'stage',
  scratch: parquet,
  allowedPaths: [staging],
  extractDir,
  tables,
  limits: takeInLimits,
});
