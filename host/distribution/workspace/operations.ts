import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { WorkspacePrompt } from './workspace-prompt.ts';

interface WorkspaceServices {
  readonly workspacePrompt: Pick<WorkspacePrompt, 'of'>;
}

const welcome = operation({
  id: 'workspace.welcome',
  route: 'GET /api/welcome',
  summary: 'What a coding agent in a workspace has to know: your tables, your plugins, and how to ask',
  who: 'user',
  scope: 'read',
  query: Type.Object({
    server_url: Type.Optional(
      Type.String({ maxLength: 300, description: 'The address of this host that the text is to name.' }),
    ),
  }),
  result: Type.Object({ content: Type.String({ description: 'Markdown.' }) }),
  problems: ['server_url_unknown'],
  run: async ({ principal, query, request: { headers } }, { workspacePrompt }: WorkspaceServices) => ({
    content: await workspacePrompt.of(principal, {
      serverUrl: query.server_url,
      reachedAs: headers['host'],
    }),
  }),
});

/** The workspace of an analyst, as far as the host has a hand in it. */
export const workspaceOperations = [welcome] as const;
