import { otherProject } from './errors.ts';
import { textAt } from './json.ts';
import type { Run } from './run.ts';

/** Asks whose token it is. Throws when it is none, or that of another project than the settings name. */
export const checkProject = async ({ api, config }: Pick<Run, 'api' | 'config'>): Promise<void> => {
  const told = await api.get('tokens/verify');
  const found = textAt(told, 'owner', 'id') ?? 'unknown';
  const wanted = String(config.project_id ?? found);
  if (wanted !== found) throw otherProject({ wanted, found });
};
