import type { ViewDraft, ViewFault } from '../builder-messages.ts';
import { fileList, selectFiles } from '../view-sql.ts';
import type { Engine } from './engine.ts';

/** One look at the footers of all files; only where that shows something wrong is every view looked at by itself. */
export const faultsOf = async (
  engine: Engine,
  views: readonly ViewDraft[],
): Promise<readonly ViewFault[]> => {
  if (await areAllRight(engine, views)) return [];
  const faults: ViewFault[] = [];
  for (const view of views) {
    const why = await faultOf(engine, view);
    if (why !== undefined) faults.push({ name: view.name, why });
  }
  return faults;
};

const areAllRight = async (engine: Engine, views: readonly ViewDraft[]): Promise<boolean> => {
  const files = views.flatMap((view) => view.files);
  if (files.length === 0) return true;
  const select = `SELECT file_name, num_rows FROM parquet_file_metadata(${fileList(files)})`;
  const footers = await engine.rows(select).catch(() => []);
  const rowsOf = new Map(footers.map(([file, rows]) => [String(file), Number(rows)]));
  const sum = (paths: readonly string[]) =>
    paths.reduce((total, path) => total + (rowsOf.get(path) ?? Number.NaN), 0);
  return views.every(({ files: own, rows }) => sum(own) === rows);
};

// Asked outside the transaction: a file that is not there would abort it, with every good view in it.
const faultOf = async (engine: Engine, { files, rows }: ViewDraft): Promise<string | undefined> => {
  try {
    const [[count] = []] = await engine.rows(`SELECT count(*) FROM (${selectFiles(files)})`);
    return Number(count) === rows ? undefined : `its files hold ${Number(count)} rows instead of ${rows}`;
  } catch (cause) {
    return cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
  }
};
