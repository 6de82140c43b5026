import { stateHistory, stateNewer } from '../errors.ts';
import { checksumOf, type Migration, stepName } from './migration.ts';
import type { AppliedStep } from './migration-repository.ts';

/** The steps this file still needs; refuses a file whose past is not the past of this host. */
export const pendingSteps = async (
  path: string,
  applied: readonly AppliedStep[],
  migrations: readonly Migration[],
): Promise<readonly Migration[]> => {
  const known = migrations.at(-1)?.version ?? 0;
  const version = applied.at(-1)?.version ?? 0;
  if (version > known) throw stateNewer({ path, version, known });
  for (const [index, step] of migrations.entries()) {
    const fault = (await faultOf(step, applied[index])) ?? gapBefore(step, migrations[index - 1]);
    if (fault !== undefined) throw stateHistory({ path, reason: fault });
  }
  return migrations.slice(applied.length);
};

const faultOf = async (step: Migration, done: AppliedStep | undefined): Promise<string | undefined> => {
  if (done === undefined) return undefined;
  if (done.version !== step.version) return `it has step ${done.version} where step ${step.version} belongs`;
  if (done.checksum === (await checksumOf(step))) return undefined;
  return `step ${stepName(step)} was applied with other contents`;
};

const gapBefore = (step: Migration, before: Migration | undefined): string | undefined =>
  before === undefined || step.version === before.version + 1
    ? undefined
    : `step ${before.version} is followed by step ${step.version}`;
