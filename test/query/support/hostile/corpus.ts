import { hostileCommands } from '../hostile-commands.ts';
import { hostileStatements } from '../hostile-statements.ts';
import { hostileCatalog } from './catalog.ts';
import { hostileVerbs } from './commands.ts';
import { hostileFiles } from './files.ts';
import type { Hostile } from './hostile.ts';
import { hostileProbes } from './probes.ts';
import { hostileSpellings } from './spellings.ts';

/** Every hostile statement but those that burn time and memory. */
export const hostileCorpus: readonly Hostile[] = [
  ...hostileStatements,
  ...hostileCommands,
  ...hostileFiles,
  ...hostileCatalog,
  ...hostileVerbs,
  ...hostileSpellings,
  ...hostileProbes,
];

/** The same where the parquet files are in this folder. */
export const corpusIn = (folder: string): readonly Hostile[] =>
  hostileCorpus.map(([sql, code]) => [sql.replaceAll('FOLDER', folder), code]);
