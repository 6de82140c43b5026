import type { Static } from '@agnes/sdk';
import type { generationDiffWire } from '../../plugin-manager/diagnosis/generation-diff.ts';
import { below } from '../address.ts';
import { amountOf } from '../figures.ts';
import { placesView } from '../plugin-pages/places.ts';
import { pluginsPath } from '../plugin-pages/plugins-path.ts';
import type { GenerationSeen } from '../plugin-pages/seen.ts';
import { type Refusal, refusalView } from '../refusal.ts';

type GenerationDiff = Static<typeof generationDiffWire>;
type PluginDiff = GenerationDiff['plugins'][number];

/** Two generations side by side. */
export interface DiffShown {
  readonly generations: readonly GenerationSeen[];
  readonly current: number;
  /** Absent: it was refused. */
  readonly diff?: GenerationDiff;
  readonly refusal?: Refusal;
}

const mostFiles = 100;

/** What `plugin-diff.mustache` is filled with. */
export const diffView = ({ generations, current, diff, refusal }: DiffShown): object => ({
  ...placesView(below(pluginsPath, 'diff')),
  refusal: refusalView(refusal),
  has_generations: generations.length > 0,
  choices: [
    { name: 'from', label: 'From', options: optionsOf(generations, { current, chosen: diff?.from }) },
    { name: 'to', label: 'To', options: optionsOf(generations, { current, chosen: diff?.to ?? current }) },
  ],
  diff: diff && {
    title: `${called(diff.from)} → ${called(diff.to)}`,
    same: diff.plugins.length === 0,
    plugins: diff.plugins.map(pluginView),
  },
});

const called = (generation: number): string =>
  generation === 0 ? 'Nothing installed' : `Generation ${generation}`;

const optionsOf = (
  generations: readonly GenerationSeen[],
  { current, chosen }: { readonly current: number; readonly chosen: number | undefined },
): readonly object[] => [
  ...generations.map(({ generation, reason }) => ({
    value: generation,
    text: `${generation}${generation === current ? ' (runs now)' : ''}: ${reason}`,
    selected: generation === chosen,
  })),
  { value: 0, text: '0: nothing installed', selected: chosen === 0 },
];

const pluginView = (plugin: PluginDiff): object => {
  const { id, from, to, files } = plugin;
  const rows = rowsOf(plugin);
  return {
    id,
    href: below(pluginsPath, ...id.split('/')),
    anchor: id.replaceAll('/', '-'),
    from: from ?? 'not installed',
    to: to ?? 'not installed',
    is_same: from === to,
    facts: rows.length > 0 && { rows },
    files: files && filesOf(files),
    unknown_files: from !== null && to !== null && from !== to && !files,
  };
};

/** What is another beside the version, each in one line. */
const rowsOf = ({ from, to, enabled, pinned, capabilities, config }: PluginDiff): readonly object[] => {
  const isBoth = from !== null && to !== null;
  const rows: readonly (readonly [string, string | false])[] = [
    ['State', isBoth && enabled.from !== enabled.to && (enabled.to ? 'switched on' : 'switched off')],
    ['Pin', isBoth && pinned.from !== pinned.to && (pinned.to ? 'stays at this version' : 'taken away')],
    ['May do now', listed(capabilities.added)],
    ['May no longer', listed(capabilities.removed)],
    ['Settings', isBoth && config.changed && 'others'],
    ['Names secrets', listed(config.secrets.added)],
    ['No longer names secrets', listed(config.secrets.removed)],
  ];
  return rows.flatMap(([label, text]) => (text === false ? [] : [{ label, text }]));
};

const listed = (names: readonly string[]): string | false => names.length > 0 && names.join(', ');

const filesOf = ({ added, removed, changed }: NonNullable<PluginDiff['files']>): object | false => {
  const all = [
    ...changed.map((name) => ({ sign: 'changed', name })),
    ...added.map((name) => ({ sign: 'new', name })),
    ...removed.map((name) => ({ sign: 'gone', name })),
  ];
  return (
    all.length > 0 && {
      summary: `${amountOf(all.length, 'file')} not the same`,
      all: all.slice(0, mostFiles),
      more: all.length > mostFiles && `${mostFiles} of ${all.length} are shown.`,
    }
  );
};
