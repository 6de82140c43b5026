import { join } from 'node:path';
import type { ConnectorContext } from '@agnes/sdk/connector';
import { nothingKept } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { Marks } from './marks.ts';
import { MonthFiles } from './month-files.ts';
import { RawIssues } from './raw-issues.ts';

/** What a source keeps from run to run. */
export interface Kept {
  /** Folder of the JSON, of attachments and of the last report. */
  readonly rawFolder: string;
  readonly raw: RawIssues;
  readonly marks: Marks;
  readonly files: MonthFiles;
  /** Where jobs remember how far they came. */
  readonly jobs: string;
}

/** Opens what a source keeps. */
export const openKept = ({ config, kept }: Pick<ConnectorContext<Settings>, 'config' | 'kept'>): Kept => {
  if (kept === undefined) throw nothingKept({});
  const rawFolder = join(kept, config.raw_dir ?? 'raw');
  return {
    rawFolder,
    raw: new RawIssues(rawFolder),
    marks: new Marks(kept),
    files: new MonthFiles(kept),
    jobs: join(kept, 'jobs'),
  };
};
