import type { Command } from '../command.ts';

/** Commands for people who read data. */
export const dataCommands: readonly Command[] = [
  {
    name: 'sync',
    summary: 'Bring the tables you may read to this workspace, and send your sessions and notes.',
    flags: [
      { name: 'table', value: 'id|name', repeatable: true, summary: 'Only this table; may be repeated.' },
      { name: 'full', summary: 'Also large materialized tables that were never here.' },
      { name: 'dry-run', summary: 'Show what would be done, and do nothing.' },
      { name: 'upload-only', summary: 'Only send sessions and notes; bring nothing.' },
      { name: 'artifacts', summary: 'Also send the files of user/artifacts.' },
      { name: 'parallel', value: 'n', summary: 'Downloads at a time, 1 to 8 (AGNES_PARALLEL, else 4).' },
      { name: 'no-prune', summary: 'Keep tables that were deleted; revoked ones go all the same.' },
      {
        name: 'docs-only',
        summary:
          'Bring only what is said about the data: rules; columns, metrics and profiles into server/metadata.',
      },
      { name: 'trigger', summary: 'Instead, have the server read its sources again (administrators).' },
      { name: 'wait', summary: 'With --trigger: follow the job to its end.' },
      { name: 'source', value: 'slug', summary: 'With --trigger: only the tables of this source.' },
      { name: 'force', summary: 'With --trigger: read everything anew.' },
      { name: 'accept-schema', summary: 'With --trigger: columns may be others now.' },
    ],
    load: () => import('../commands/sync.ts'),
  },
  {
    name: 'query',
    summary: 'Run one SELECT on the synced tables or on the server.',
    args: ['[sql]'],
    flags: [
      { name: 'sql', value: 'sql', summary: 'The statement.' },
      { name: 'file', value: 'path', summary: 'Read the statement from a file.' },
      { name: 'stdin', summary: 'Read the statement from stdin.' },
      { name: 'local', summary: 'Only on the synced tables.' },
      { name: 'remote', summary: 'Only on the server.' },
      { name: 'auto', summary: 'Local when every table is synced, else on the server (default).' },
      {
        name: 'format',
        short: 'f',
        value: 'format',
        choices: ['table', 'json', 'csv', 'ndjson', 'parquet', 'arrow'],
        summary: 'Form of the answer (default: table); the last three are made by the server.',
      },
      { name: 'output', short: 'o', value: 'path', summary: 'Write the answer to a file.' },
      { name: 'limit', value: 'rows', summary: 'Most rows, 1 to 1000000 (default: 1000).' },
      {
        name: 'param',
        value: 'name=value',
        repeatable: true,
        summary: 'A value for $name: number, true, false, null, else text; may be repeated.',
      },
      { name: 'async', summary: 'Run it in the background on the server, and answer with its id at once.' },
      {
        name: 'register-bq',
        value: 'alias=sql',
        repeatable: true,
        summary:
          'Read the answer of a SELECT of BigQuery under this alias (administrators); may be repeated.',
      },
      { name: 'explain', summary: 'Run nothing: show what the server would read, where, and what of it.' },
      { name: 'explain-plan', summary: 'The same as --explain.' },
      { name: 'dry-run', summary: 'Run nothing: show how much the server would read at sources.' },
      { name: 'raw-csv', summary: 'Leave CSV text alone that a spreadsheet would run as a formula.' },
    ],
    load: () => import('../commands/query.ts'),
  },
  {
    name: 'status',
    summary: 'Show the health of the server, the last sync, and how fresh the tables are.',
    flags: [{ name: 'local', summary: 'Only what is on this machine.' }],
    load: () => import('../commands/status.ts'),
  },
  {
    name: 'mcp',
    summary: 'Speak MCP on stdin and stdout, for agents that start programs; the server answers.',
    examples: ['claude mcp add agnes -- agnes mcp'],
    load: () => import('../commands/mcp.ts'),
  },
];
