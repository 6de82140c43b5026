import type { PlannedAction, Problem } from './plan.ts';

/** Plugins that a plan names more than once: there is one version for all, and one for each source. */
export const namedTwice = (actions: readonly Pick<PlannedAction, 'id' | 'sources'>[]): readonly Problem[] => {
  const names = actions.flatMap(({ id, sources }) => (sources ?? ['']).map((source) => ({ id, source })));
  const twice = names.filter(
    (one, index) => names.findIndex(({ id, source }) => id === one.id && source === one.source) !== index,
  );
  return [...new Set(twice.map(({ id }) => id))].map((id) => ({
    id,
    code: 'named_twice',
    message: `"${id}" is named more than once in this plan`,
  }));
};
