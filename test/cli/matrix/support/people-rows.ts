import { admins, anywhere, type CommandRow, calling, each, signedIn } from './row.ts';

const greeting = { jsonrpc: '2.0', id: 1, method: 'ping' };

/** Signing in, the workspace, and what is between somebody and their data. */
export const peopleRows: Readonly<Record<string, CommandRow>> = {
  'auth login': calling(
    { signed_out: [7, 'invalid_credentials'], no_grants: [7, 'invalid_credentials'] },
    { given: ['--email', 'eve@example.com', '--password-stdin'], stdin: 'a wrong password\n' },
  ),
  'auth logout': {
    ...anywhere(0),
    ends: { ...anywhere(0).ends, server_down: [9, 'server_unreachable'] },
    spends: true,
  },
  'auth whoami': signedIn(),
  'auth import-token': calling(
    { signed_out: [7, 'invalid_token'], no_grants: [7, 'invalid_token'] },
    { given: ['--token-stdin'], stdin: 'canary-of-the-matrix\n' },
  ),
  ...each(signedIn(), ['auth access', 'auth identities', 'auth sessions', 'desktop list']),
  'auth end-session': signedIn([8, 'session_not_found']),
  'desktop unlink': signedIn([8, 'desktop_link_unknown'], ['x']),
  'tokens list': signedIn(),
  'tokens create': signedIn(0, ['--name', 'matrix']),
  'tokens revoke': signedIn([8, 'token_not_found']),
  ...each(signedIn(), ['setup', 'onboard']),
  'analyst status': anywhere([1, 'workspace_missing']),
  diagnose: anywhere([1, 'not_healthy'], undefined, { tells: true, calls: true }),
  status: calling({}),
  mcp: {
    ...signedIn(0, undefined, { stdin: `${JSON.stringify(greeting)}\n`, streams: true }),
    ends: { ...signedIn().ends, server_down: 0 },
  },
  'llm test': admins(),
  'session list': anywhere(0),
  'session private': anywhere([8, 'session_unknown']),
  'session delete': signedIn([8, 'session_unknown']),
  update: calling(
    { signed_out: [8, 'cli_not_packed'], no_grants: [8, 'cli_not_packed'] },
    { given: ['--check'], leaves: /update-check\.json$/ },
  ),
  docs: anywhere(0),
  completion: anywhere(0, ['bash']),
};
