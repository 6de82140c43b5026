import { copyFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crashPoint } from '../../store/crash-point.ts';
import { renameDurably, syncFile } from '../../store/durable-file.ts';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import type { BuildRequest, ViewDraft, ViewFault } from '../builder-messages.ts';
import { viewsLost } from '../errors.ts';
import { fileList, selectFiles } from '../view-sql.ts';
import { type Engine, openEngine } from './engine.ts';

/** Makes the file of a generation and its copy. Views whose files are bad keep what the base has. */
export const buildGeneration = async (request: BuildRequest): Promise<readonly ViewFault[]> => {
  const { base, target, copy } = request;
  const temporary = `${target}.tmp`;
  await rm(temporary, { force: true });
  if (base !== undefined) await copyFile(base, temporary);
  crashPoint('rebuild.copied');
  const faults = await applyViews(request, temporary);
  crashPoint('rebuild.applied');
  await syncFile(temporary);
  await renameDurably(temporary, target);
  crashPoint('rebuild.renamed');
  await verify(request, faults);
  crashPoint('rebuild.verified');
  await copyFile(target, copy);
  await syncFile(copy);
  crashPoint('rebuild.duplicated');
  return faults;
};

const applyViews = async (request: BuildRequest, path: string): Promise<readonly ViewFault[]> => {
  using engine = await openEngine(foldersOf(request), request.memoryMb);
  const faults = await faultsOf(engine, request.put);
  const bad = new Set(faults.map(({ name }) => name));
  const good = request.put.filter(({ name }) => !bad.has(name));
  await engine.run(`ATTACH ${quoteText(path)} AS gen`);
  await engine.run('BEGIN');
  for (const name of request.drop) await engine.run(`DROP VIEW IF EXISTS gen.main.${quoteIdent(name)}`);
  for (const { name, files } of good) {
    await engine.run(`CREATE OR REPLACE VIEW gen.main.${quoteIdent(name)} AS ${selectFiles(files)}`);
  }
  await engine.run('COMMIT');
  await engine.run('CHECKPOINT gen');
  await engine.run('DETACH gen');
  return faults;
};

/** One look at the footers of all files; only where that shows something wrong is every view looked at by itself. */
const faultsOf = async (engine: Engine, views: readonly ViewDraft[]): Promise<readonly ViewFault[]> => {
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

/** Reads back through the file that readers will open: every view is there, and the new ones answer. */
const verify = async (request: BuildRequest, faults: readonly ViewFault[]): Promise<void> => {
  using engine = await openEngine(foldersOf(request), request.memoryMb);
  await engine.run(`ATTACH ${quoteText(request.target)} AS gen (READ_ONLY)`);
  const listed = await engine.rows("SELECT view_name FROM duckdb_views() WHERE database_name = 'gen'");
  const found = new Set(listed.map(([name]) => String(name)));
  const bad = new Set(faults.map(({ name }) => name));
  const put = request.put.map(({ name }) => name).filter((name) => !bad.has(name));
  const lost = [...request.kept, ...put].filter((name) => !found.has(name));
  if (lost.length > 0) throw viewsLost({ views: lost });
  for (const name of put) await engine.rows(`SELECT 1 FROM gen.main.${quoteIdent(name)} LIMIT 1`);
};

const foldersOf = ({ extracts, target }: BuildRequest): readonly string[] => [extracts, dirname(target)];
