import { join } from 'node:path';
import type { BaseTable, StageRequest, TableInput } from '../take-in-messages.ts';
import type { Sandbox } from './sandbox.ts';

/** One table while it is taken in. */
export interface Work {
  readonly sandbox: Sandbox;
  readonly table: TableInput;
  readonly request: StageRequest;
  readonly mode: NonNullable<TableInput['mode']>;
  /** What is published, where the rows of this read do not stand alone. */
  readonly base?: BaseTable;
  /** A path in the scratch folder that was not given out before. */
  newPath(): string;
}

/** Begins the work on a table. */
export const workOn = (sandbox: Sandbox, table: TableInput, request: StageRequest): Work => {
  const { name, mode = 'replace', base, standsAlone = false } = table;
  let files = 0;
  return {
    sandbox,
    table,
    request,
    mode,
    ...(base && mode !== 'replace' && !standsAlone && { base }),
    newPath: () => {
      files += 1;
      return join(request.scratch, files === 1 ? `${name}.parquet` : `${name}.${files}.parquet`);
    },
  };
};

/** Where a published file lies. */
export const publishedPath = ({ request: { extractDir = '' } }: Work, path: string): string =>
  join(extractDir, path);

/** The one number that a statement gives. */
export const numberFrom = async (sandbox: Sandbox, sql: string): Promise<number> =>
  Number((await sandbox.rows(sql))[0]?.[0]);
