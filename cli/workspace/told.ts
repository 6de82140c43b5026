import type { Outcome } from '../command.ts';
import { shellWord } from '../shell-word.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Step } from './step.ts';

/** All that was found out while setting up. */
interface SetUp {
  readonly workspace: string;
  readonly server: string;
  readonly steps: readonly Step[];
  /** Tables that are left for a sync of their own. */
  readonly left: readonly string[];
  /** A question that the workspace answers. */
  readonly sql: string | undefined;
  readonly cwd: string;
}

const titles: Readonly<Record<Step['step'], string>> = {
  sign_in: 'Sign-in',
  layout: 'Folders',
  settings: 'Settings',
  claude_md: 'CLAUDE.md',
  marketplace: 'Skills',
  sync: 'Sync',
  smoke_query: 'First query',
};

/** How setting up is told: each step, whether anything is different now, and what to do next. */
export const told = ({ workspace, server, steps, left, sql, cwd }: SetUp): Outcome => {
  const isChanged = steps.some(({ state }) => state === 'changed');
  const next = nextOf({ workspace, sql, cwd });
  const isFailed = steps.some(({ state }) => state === 'failed');
  const nothing = isChanged || isFailed ? [] : ['Nothing had to be changed: the workspace is up to date.'];
  return {
    data: { workspace, server, changed: isChanged, steps, left_for_later: left, next },
    text: [
      ...steps.map(({ step, state, detail }) => safeText(line(titles[step], state, detail))),
      ...nothing,
      '',
      'NEXT:',
      ...next.map((command) => safeText(`  ${command}`)),
    ],
  };
};

const line = (title: string, state: string, detail: string): string =>
  `${title.padEnd(12)} ${state.padEnd(10)} ${detail}`;

const nextOf = ({ workspace, sql, cwd }: Pick<SetUp, 'workspace' | 'sql' | 'cwd'>): readonly string[] => [
  ...(workspace === cwd ? [] : [`cd ${shellWord(workspace)}`]),
  'claude',
  sql === undefined ? 'agnes catalog' : `agnes query ${shellWord(sql)}`,
  'agnes analyst status',
];
