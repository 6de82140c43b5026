import { addressOf, below } from '../address.ts';
import { faultsByField, faultsView, fieldView } from '../fields.ts';
import { momentOf } from '../figures.ts';
import type { Refusal } from '../refusal.ts';
import { installFields, installKinds, kindOf } from './install-form.ts';
import { placesView } from './places.ts';
import { pluginsPath } from './plugins-path.ts';
import type { PluginList, PluginSeen } from './seen.ts';
import { isKept, lastFailure, type TimelineAround, timelineView } from './timeline.ts';
import { originOf, stateChip, tierChip, tierLegend, trustWords } from './words.ts';

/** What happened before the list is shown. */
export interface ListShown {
  readonly done?: string | undefined;
  readonly refusal?: Refusal | undefined;
  /** What was typed into the form; `from` is the way to install. */
  readonly values?: Readonly<Record<string, string>>;
}

const path = pluginsPath;

/** What `plugins.mustache` is filled with. */
export const pluginsView = (seen: PluginList, around: TimelineAround, shown: ListShown): object => {
  const rows = seen.plugins.toSorted(byAttention).map((plugin) => rowOf(plugin, around.now));
  const [installed, bundled] = [
    rows.filter(({ is_bundled }) => !is_bundled),
    rows.filter(({ is_bundled }) => is_bundled),
  ];
  return {
    done: shown.done,
    failure: lastFailure(seen),
    installed: installed.length > 0 && { label: 'Installed plugins', rows: installed },
    bundled: { label: 'Plugins that ship with the host', rows: bundled },
    tiers: tierLegend,
    ...installView(shown),
    ...timelineView(seen, around),
    ...placesView(path),
    exports: exportsOf(seen),
  };
};

/** What needs somebody stands first. */
const byAttention = (a: PluginSeen, b: PluginSeen): number =>
  Number(isFine(a)) - Number(isFine(b)) || a.display_name.localeCompare(b.display_name);

const isFine = ({ state }: PluginSeen): boolean => state === 'active' || state === 'disabled';

const rowOf = (plugin: PluginSeen, now: number) => ({
  is_bundled: plugin.trust === 'builtin',
  href: below(path, ...plugin.id.split('/')),
  id: plugin.id,
  title: plugin.display_name,
  version: plugin.version ?? '–',
  newer: plugin.available ?? '',
  state: stateChip(plugin.state),
  since: plugin.state !== 'active' && momentOf(plugin.since, now),
  reason: plugin.reason ?? '',
  next: plugin.reason === null ? '' : (plugin.next_action ?? ''),
  tier: tierChip(plugin),
  stands: trustWords(plugin.trust),
  origin: originOf(plugin),
});

/** Generations of which a bundle can be made, the current one chosen. */
const exportsOf = ({ generations, generation: current }: PluginList): readonly object[] =>
  generations
    .filter((one) => one.status === 'active' || isKept(one))
    .map(({ generation: value, reason }) => ({
      value,
      text: `${value}: ${reason}`,
      selected: value === current,
    }));

const installView = ({ values = {}, refusal }: ListShown): object => {
  const kind = kindOf(values['from']);
  const { hint, fields } = installFields(kind);
  const faults = refusal ? faultsByField(refusal.cause) : new Map<string, string>();
  return {
    kind,
    kind_hint: hint,
    kinds: installKinds.map((one) => ({
      href: `${addressOf(path, { from: one.kind })}#install`,
      label: one.label,
      current: one.kind === kind,
    })),
    fields: fields.map((field) => fieldView(field, { values, faults })),
    faults: faultsView(refusal, { faults, fields }),
  };
};
