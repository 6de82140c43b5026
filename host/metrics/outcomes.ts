import type { StoredMetric } from './stored-metric.ts';

/** What became of one metric that was to be kept. */
export interface KeptMetric {
  readonly metric: StoredMetric;
  readonly outcome: 'created' | 'updated' | 'unchanged';
}

/** What would become of each; who made one and when stays what it was. */
export const outcomesOf = (
  stored: readonly StoredMetric[],
  before: readonly StoredMetric[],
): readonly KeptMetric[] => {
  const known = new Map(before.map((metric) => [metric.id, metric]));
  return stored.map((metric) => {
    const old = known.get(metric.id);
    if (!old) return { metric, outcome: 'created' };
    if (saidBy(old) === saidBy(metric)) return { metric: old, outcome: 'unchanged' };
    return { metric: { ...metric, createdAt: old.createdAt }, outcome: 'updated' };
  });
};

const saidBy = ({ createdAt: _made, updatedAt: _at, updatedBy: _by, ...said }: StoredMetric): string =>
  JSON.stringify(Object.entries(said).toSorted(([a], [b]) => (a < b ? -1 : 1)));
