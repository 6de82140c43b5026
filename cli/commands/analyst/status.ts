import type { Outcome, Run } from '../../command.ts';
import { statePath } from '../../files/workspace-paths.ts';
import { readState } from '../../sync/state.ts';
import { workspaceMissing, workspaceStale } from '../../workspace/errors.ts';
import { readAbout } from '../../workspace/layout.ts';

const hour = 3_600_000;
const freshHours = 24;

/** Whether the workspace is fresh enough to be asked. Needs no server. */
export const run: Run = async (_input, session): Promise<Outcome> => {
  const path = await session.workspace();
  const [about, { lastSync, tables }] = await Promise.all([readAbout(path), readState(statePath(path))]);
  const known = {
    workspace: path,
    server: about?.server ?? null,
    last_sync: lastSync ?? null,
    tables: tables.size,
  };
  const age = lastSync === undefined ? Number.NaN : (session.world.now() - Date.parse(lastSync)) / hour;
  if (!about || Number.isNaN(age) || lastSync === undefined) {
    const reason = about ? 'nothing was synced yet' : 'it is no workspace';
    return {
      data: { status: 'missing', ...known, age_hours: null },
      failure: workspaceMissing({ path, reason }),
    };
  }
  const hours = Math.round(age * 10) / 10;
  const told = (status: 'fresh' | 'stale') => ({
    data: { status, ...known, age_hours: hours },
    text: [`${status}: ${tables.size} tables, last sync ${lastSync}`],
  });
  return age <= freshHours
    ? told('fresh')
    : { ...told('stale'), failure: workspaceStale({ last_sync: lastSync, hours }) };
};
