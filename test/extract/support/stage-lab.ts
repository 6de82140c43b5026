import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { InputFile } from '../../../host/extract/input-file.ts';
import type { TableInput, TableStaged } from '../../../host/extract/take-in-messages.ts';
import { stageTables, takeInLimits } from '../../../host/extract/take-in-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Folders as a run has them: what comes in, and where parquet is written. */
export interface StageLab {
  readonly inputs: string;
  readonly scratch: string;
  /** Writes an input; answers how a connector would name it. */
  write(name: string, content: string | Uint8Array, format?: InputFile['format']): Promise<InputFile>;
  /** Takes tables in, in a process of its own. */
  stage(tables: readonly TableInput[], crashAt?: string): Promise<readonly TableStaged[]>;
  /** Takes one table in. */
  stageOne(files: readonly InputFile[], primaryKey?: readonly string[]): Promise<TableStaged>;
}

export const stageLab = async (t: ExecutionContext): Promise<StageLab> => {
  const folder = await tempFolder(t);
  const [inputs, scratch] = [join(folder, 'inputs'), join(folder, 'scratch')];
  await mkdir(inputs);
  await mkdir(scratch);
  const stage: StageLab['stage'] = (tables, crashAt) =>
    stageTables(
      {
        command: 'stage',
        scratch,
        allowedPaths: [inputs],
        tables,
        limits: takeInLimits,
        ...(crashAt !== undefined && { crashAt }),
      },
      new AbortController().signal,
    );
  return {
    inputs,
    scratch,
    stage,
    write: async (name, content, format = { kind: 'csv' }) => {
      const path = join(inputs, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return { path, format };
    },
    stageOne: async (files, primaryKey = []) => {
      const [staged] = await stage([{ id: 'orders', name: 'orders', files, primaryKey }]);
      if (!staged) throw new Error('nothing was answered');
      return staged;
    },
  };
};

/** A table that was taken in. */
export const dataOf = (staged: TableStaged) => {
  if (staged.status !== 'staged') throw new Error(JSON.stringify(staged.error));
  return staged.data;
};

/** The parquet file of a table that was taken in as one. */
export const fileOf = (staged: TableStaged) => {
  const { parts, columns } = dataOf(staged);
  const [file, second] = parts;
  if (!file || second) throw new Error(`the table has ${parts.length} files`);
  return { ...file, columns };
};

/** Why a table was not taken in. */
export const errorOf = (staged: TableStaged) => {
  if (staged.status !== 'failed') throw new Error('the table was taken in');
  return staged.error;
};
