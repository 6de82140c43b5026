import { isPlatformError } from '@agnes/sdk/errors';
import type { PackedFile, PackedFiles } from '../../distribution/client/packed-files.ts';
import type { WorkspacePrompt } from '../../distribution/workspace/workspace-prompt.ts';
import { operation } from '../../http/operation.ts';
import { type Reply, reply } from '../../http/reply.ts';
import { page } from '../form-fields.ts';
import { noStore } from '../page-reply.ts';
import type { Web } from '../web.ts';
import { setupView } from './view.ts';

interface SetupServices {
  readonly web: Web;
  readonly cliFiles: Pick<PackedFiles, 'newest'>;
  readonly origin: string;
  readonly workspacePrompt: Pick<WorkspacePrompt, 'welcome'>;
}

const setup = operation({
  id: 'web.setup',
  route: 'GET /setup',
  summary: 'How to connect a laptop or a coding agent: commands for each system, and how to check them',
  who: 'public',
  greets: true,
  result: page,
  run: async (asking, { web, cliFiles, origin, workspacePrompt }: SetupServices): Promise<Reply> => {
    const frame = await web.openFrame(asking, { title: 'Connect a laptop', path: '/setup' });
    const view = setupView(origin, await newestOf(cliFiles), await workspacePrompt.welcome());
    return reply({ headers: noStore, html: web.pages.render('setup', frame, view) });
  },
});

const install = operation({
  id: 'web.install',
  route: 'GET /install',
  summary: 'Goes to the page of how to connect a laptop',
  who: 'public',
  result: page,
  run: async () => reply({ redirect: '/setup' }),
});

const newestOf = async (files: SetupServices['cliFiles']): Promise<PackedFile | undefined> => {
  try {
    return await files.newest();
  } catch (error) {
    // The page says so.
    if (isPlatformError(error) && error.code === 'cli_not_packed') return undefined;
    throw error;
  }
};

/** The page of how to connect a laptop. */
export const setupOperations = [setup, install] as const;
