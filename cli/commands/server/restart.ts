import type { Run } from '../../command.ts';
import { projectOf, service } from '../../server/project.ts';

/** Restarts the server. What `.env` and compose.yaml say by now takes effect as well. */
export const run: Run = async (_input, session) => {
  const project = await projectOf(session);
  await project.compose(['up', '--detach', '--wait', '--no-build', '--no-deps', '--force-recreate', service]);
  return { data: { service }, text: ['The server was restarted and is well.'] };
};
