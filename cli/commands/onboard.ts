import { join } from 'node:path';
import type { Run } from '../command.ts';
import type { Session } from '../session/session.ts';
import { isEmpty, isWorkspace } from '../workspace/gate.ts';
import { setUp } from '../workspace/set-up.ts';

/** Sets up a workspace wherever it is called: here when here is empty or one already, else in a folder of its own. */
export const run: Run = async (input, session) => {
  const here = await session.workspace();
  const isHere = session.namesWorkspace || (await isWorkspace(here)) || (await isEmpty(here));
  if (!isHere) session.useWorkspace(ownFolder(session));
  return setUp(input, session);
};

const ownFolder = ({ world: { home } }: Session): string => join(home, 'agnes');
