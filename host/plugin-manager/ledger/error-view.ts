import { hash } from 'node:crypto';
import { type Static, Type } from '@agnes/sdk';
import { isoUtc } from '../../store/iso-utc.ts';
import type { GenerationRecord } from '../generation-repository.ts';
import type { ErrorRow } from './error-repository.ts';

/** Failures of a plugin. */
export const groupedErrors = Type.Array(
  Type.Object({
    fingerprint: Type.String({ description: 'The same for failures at one place of one version.' }),
    version: Type.String(),
    class: Type.String(),
    code: Type.String(),
    message: Type.String(),
    status_source: Type.String({ description: 'Whose fault: `config`, `upstream`, `plugin` or `host`.' }),
    during: Type.String({ description: 'Such as `hook:beforeQuery`, `read:shop`, `job:backfill`, `setup`.' }),
    frames: Type.Array(Type.String(), { description: 'The top of the stack inside the plugin.' }),
    count: Type.Integer(),
    first_at: Type.String(),
    last_at: Type.String(),
  }),
  { maxItems: 20, description: 'Newest first, the same ones together.' },
);

type Groups = Static<typeof groupedErrors>;

/** What failed while it ran, and versions that were taken back because of it. */
export const errorsOnWire = (
  id: string,
  rows: readonly ErrorRow[],
  records: readonly GenerationRecord[],
): Groups => {
  const taken = records.flatMap((record) => takenBack(id, record));
  return [...rows.map(groupOf), ...taken].sort((a, b) => (a.last_at < b.last_at ? 1 : -1)).slice(0, 20);
};

const groupOf = (row: ErrorRow): Groups[number] => ({
  fingerprint: row.fingerprint,
  version: row.version,
  class: row.class,
  code: row.code,
  message: row.message,
  status_source: row.status_source,
  during: row.during,
  // Written by the repository, as a list of lines.
  frames: JSON.parse(row.frames) as string[],
  count: row.count,
  first_at: isoUtc(row.first_at),
  last_at: isoUtc(row.last_at),
});

const takenBack = (id: string, { lock, status, reason }: GenerationRecord): Groups => {
  if (status === 'active' || !reason?.startsWith(`"${id}" `)) return [];
  const at = lock.createdAt;
  return [
    {
      fingerprint: hash('sha256', JSON.stringify([id, lock.generation, reason])).slice(0, 16),
      version: lock.plugins.find((one) => one.id === id)?.version ?? '',
      class: 'PluginBug',
      code: 'plugin_apply_failed',
      message: reason,
      status_source: 'plugin',
      during: 'apply',
      frames: [],
      count: 1,
      first_at: at,
      last_at: at,
    },
  ];
};
