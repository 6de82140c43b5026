import type { Topic } from './topic.ts';

/** Pages for people who ask data. */
export const analystTopics: Readonly<Record<string, Topic>> = {
  start: {
    summary: 'From nothing to a first answer.',
    lines: [
      'agnes onboard --server-url https://agnes.example.com    sign-in, workspace, tables, a first query',
      'agnes sync                                              later: what is new',
      'agnes query "select count(*) from orders"               ask',
      '',
      'A workspace is a folder with your tables (server/), your own files (user/) and what a coding agent',
      'reads (.claude/, CLAUDE.md). agnes setup makes or repairs one and may be run at any time.',
    ],
  },
  'sign-in': {
    summary: 'Who you are, and tokens for programs.',
    lines: [
      'agnes auth login                     in the browser, on this machine or another',
      'agnes auth login --email you@acme.example    with a password',
      'agnes auth whoami                    who the server takes you for',
      'agnes tokens create --name ci --ttl 30d --scope read    a token for a program',
      '',
      'A program gets its token in the variable AGNES_TOKEN, never as an option. The saved one is in',
      '~/.config/agnes/token.json, readable by you only, and is sent to no other server. AGNES_TOKEN is sent to',
      'no server that only a folder names: give AGNES_SERVER with it.',
    ],
  },
  sync: {
    summary: 'How tables come here, and when they leave.',
    lines: [
      'agnes sync                  brings what is new, removes what you may no longer read',
      'agnes sync --dry-run        only says what it would do',
      'agnes sync --table orders   one table',
      '',
      'A download goes on where it broke off. A file counts only when its SHA-256 is the one the server promised;',
      'until then the old one stays. When nothing changed a sync costs one request.',
    ],
  },
  query: {
    summary: 'Asking, here or at the server.',
    lines: [
      'agnes query "select …"               here when every table is here, else at the server',
      'agnes query --remote "select …"      at the server',
      'agnes query --explain "select …"     what it would read and cost; runs nothing',
      'agnes query --async "select …"       in the background; then agnes query-jobs list',
      'agnes query -o answer.parquet "select …"    to a file: csv, json, ndjson, parquet, arrow',
      '',
      'The SQL is that of DuckDB, one SELECT. An answer that was cut says so on stderr and in the JSON.',
    ],
  },
  remote: {
    summary: 'Tables that stay at their source, and snapshots of them.',
    lines: [
      'agnes catalog                        says of each table whether it is local or remote',
      'agnes schema big_events              columns, and how conditions are spelled there',
      'agnes fetch big_events --where "day >= DATE \'2027-01-01\'" --as january    keeps a part here',
      'agnes snapshot list                  what is kept, and whether the table has moved on',
      '',
      'First the server says what a question would read and cost. Name columns and conditions: SELECT * of a large',
      'remote table is refused.',
    ],
  },
  metrics: {
    summary: 'Numbers that everybody computes the same way.',
    lines: [
      'agnes metrics list                   those whose tables you may read, every one',
      'agnes metrics show finance/revenue   what it means, its tables and its SQL',
      'agnes metrics validate metrics       checks YAML here, a file or a folder; no server is asked',
      'agnes metrics import metrics --dry-run    what it would do; without --dry-run all is taken, or nothing',
      'agnes metrics export --out metrics   those you see as YAML, which import takes',
      '',
      'Before you compute a number, see whether it is a metric. A metric is a name, a meaning, tables and SQL; the',
      'server keeps the SQL and does not run it: query it with your own rights. Administrators import, save and delete.',
    ],
  },
  memory: {
    summary: 'What people know about the data, and who decides what counts.',
    lines: [
      'agnes memory search "net revenue"    what is known of it',
      'agnes memory add "Net revenue" --content "Without tax." --category business_logic',
      'agnes memory vote km_0123456789ab up    it is right; down, it is not; none takes it back',
      'agnes memory mine                    what you wrote down',
      'agnes rules sync                     what counts, as rules for your coding agent; agnes sync brings them, too',
      'agnes admin memory list --status pending    what waits for an administrator',
      'agnes admin memory approve km_0123456789ab    or reject, mandate, revoke',
      '',
      'What is added is pending: its author and administrators see it. What is mandated is a rule for everybody it is',
      'meant for, what is approved comes as far as there is room.',
    ],
  },
  skills: {
    summary: 'Skills for coding agents.',
    lines: [
      'agnes skills list                    what you were granted',
      'agnes skills install --all           brings them into .claude/skills',
      'agnes skills update                  renews them; what you edited is kept beside',
    ],
  },
  trouble: {
    summary: 'When something does not work.',
    lines: [
      'agnes diagnose                       looks at everything between you and your data',
      'agnes diagnose --symptom sync --fix  mends what is safe to mend',
      'agnes status                         the server, its sources and your tables',
      '',
      'Every error names what failed, the rule, and the next step. --verbose shows requests with their ids, by which an',
      'administrator finds them in the log.',
      'Exit codes: 0 done, 1 failed or done in part, 2 wrong arguments, 3 limit, 5 server, 6 exists,',
      '7 not signed in, 8 not allowed or not there, 9 network, 10 agnes is too old.',
    ],
  },
};
