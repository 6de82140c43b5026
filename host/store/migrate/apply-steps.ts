import { Kysely, sql } from 'kysely';
import { crashPoint } from '../crash-point.ts';
import { DuckDbDialect } from '../duckdb/duckdb-dialect.ts';
import { Engine } from '../duckdb/engine.ts';
import { migrationFailed } from '../errors.ts';
import type { Tables } from '../tables.ts';
import { checksumOf, type Migration, stepName, type UntypedTables } from './migration.ts';
import { recordStep } from './migration-repository.ts';

/** Steps to take, on which file, and what the record of a step says. */
export interface Ladder {
  readonly path: string;
  readonly steps: readonly Migration[];
  readonly now: () => number;
  readonly hostVersion: string;
}

/** Takes the steps one by one, each in a transaction with its record, and closes the file without log. */
export const applySteps = async (ladder: Ladder): Promise<void> => {
  await using engine = await Engine.open(ladder.path);
  const db = new Kysely<Tables>({ dialect: new DuckDbDialect({ engine, connections: 1, access: 'write' }) });
  for (const step of ladder.steps) await applyStep(db, step, ladder);
  await sql`CHECKPOINT`.execute(db);
  crashPoint('migrate.checkpointed');
};

const applyStep = async (db: Kysely<Tables>, step: Migration, ladder: Ladder): Promise<void> => {
  try {
    await db.transaction().execute(async (tx) => {
      const started = ladder.now();
      crashPoint('migrate.step.begun');
      await step.up(tx.$pickTables<never>().$extendTables<UntypedTables>());
      crashPoint('migrate.step.applied');
      await recordStep(tx, await recordOf(step, started, ladder));
      crashPoint('migrate.step.recorded');
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw migrationFailed({ path: ladder.path, step: stepName(step), reason }, { cause });
  }
  crashPoint('migrate.step.committed');
};

const recordOf = async (step: Migration, started: number, { now, hostVersion }: Ladder) => ({
  version: step.version,
  name: step.name,
  checksum: await checksumOf(step),
  applied_at: new Date(started),
  duration_ms: Math.max(0, Math.round(now() - started)),
  host_version: hostVersion,
});
