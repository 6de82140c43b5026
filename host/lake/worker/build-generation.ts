import { copyFile, rm } from 'node:fs/promises';
import { crashPoint } from '../../store/crash-point.ts';
import { renameDurably, syncFile } from '../../store/durable-file.ts';
import { quoteIdent } from '../../store/quote-ident.ts';
import type { BuildRequest, ViewFault } from '../builder-messages.ts';
import { reflink } from '../clone-file.ts';
import { selectFiles } from '../view-sql.ts';
import { batches } from './batches.ts';
import type { Engine } from './engine.ts';
import { faultsOf } from './faults.ts';
import { verify } from './verify.ts';
import type { Workbench } from './workbench.ts';

/** Makes the file of a generation and its copy. Views whose files are bad keep what the base has. */
export const buildGeneration = async (
  request: BuildRequest,
  bench: Workbench,
): Promise<readonly ViewFault[]> => {
  const { target, work } = request;
  const engine = await bench.take(request);
  crashPoint('rebuild.copied');
  const faults = await applyViews(request, engine);
  crashPoint('rebuild.applied');
  await publishFile(work, target);
  crashPoint('rebuild.renamed');
  await Promise.all([verify(request, { engine, faults }), duplicate(request)]);
  crashPoint('rebuild.verified');
  bench.settle(target);
  crashPoint('rebuild.duplicated');
  return faults;
};

const applyViews = async (request: BuildRequest, engine: Engine): Promise<readonly ViewFault[]> => {
  const faults = await faultsOf(engine, request.put);
  const bad = new Set(faults.map(({ name }) => name));
  const drops = request.drop.map((name) => `DROP VIEW IF EXISTS gen.main.${quoteIdent(name)}`);
  const puts = request.put
    .filter(({ name }) => !bad.has(name))
    .map(({ name, files }) => `CREATE OR REPLACE VIEW gen.main.${quoteIdent(name)} AS ${selectFiles(files)}`);
  await engine.run('BEGIN');
  for (const some of batches([...drops, ...puts])) await engine.run(some.join(';\n'));
  await engine.run('COMMIT');
  // After it the file holds everything, and only this process knows of it.
  await engine.run('CHECKPOINT gen');
  return faults;
};

const publishFile = async (work: string, target: string): Promise<void> => {
  const temporary = `${target}.tmp`;
  await rm(temporary, { force: true });
  await copyFile(work, temporary, reflink);
  await syncFile(temporary);
  await renameDurably(temporary, target);
};

const duplicate = async ({ target, copy }: BuildRequest): Promise<void> => {
  await copyFile(target, copy, reflink);
  await syncFile(copy);
};
