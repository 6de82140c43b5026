import { bisectReason } from '../../plugin-manager/diagnosis/bisect.ts';
import { momentOf } from '../figures.ts';
import type { GenerationSeen, PluginList } from './seen.ts';
import { outcomeChip } from './words.ts';

/** What is around a timeline. */
export interface TimelineAround {
  readonly now: number;
  /** How people are called, by id. */
  readonly people: ReadonlyMap<string, string>;
  /** What sources lose by going back, by generation. */
  readonly losses: ReadonlyMap<number, string>;
}

const most = 50;

/** Generations as `plugin-timeline.mustache` shows them, newest first; all when none are chosen. */
export const timelineView = (
  { generations: all, generation: current }: Pick<PluginList, 'generations' | 'generation'>,
  { now, people, losses }: TimelineAround,
  generations = all,
): object => {
  const running = all.find(({ generation }) => generation === current);
  return {
    has_generations: generations.length > 0,
    generations: generations.slice(0, most).map((one) => ({
      number: one.generation,
      reason: one.reason,
      when: momentOf(one.created_at, now),
      by: people.get(one.created_by) ?? byWords(one.created_by),
      chip: outcomeChip(one.status),
      outcome: one.outcome ?? '',
      back: isKept(one) &&
        running && { price: priceOf(running, one), loss: losses.get(one.generation) ?? '' },
      compare: `/admin/plugins/diff?from=${one.parent ?? 0}&to=${one.generation}`,
    })),
    more_generations:
      generations.length > most && `The newest ${most} of ${generations.length} are shown; the API has all.`,
  };
};

/** True for one that ran and whose files are still there, so that one can go back to it. */
export const isKept = ({ status, outcome }: GenerationSeen): boolean =>
  status === 'superseded' && outcome === null;

/** Whoever is no person with an account. */
const byWords = (by: string): string => (by.startsWith('system:') ? 'the host' : by);

/** What becomes another plugin version when one goes from a generation to another. */
const priceOf = (from: GenerationSeen, to: GenerationSeen): string => {
  const before = versionsIn(from);
  const after = versionsIn(to);
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changes = ids.flatMap((id) => {
    const [was, is] = [before.get(id), after.get(id)];
    if (was === is) return [];
    return `${id} ${was ?? 'none'} → ${is ?? 'none'}`;
  });
  return changes.length === 0
    ? 'The versions stay, what is granted and set goes back.'
    : `${changes.join(', ')}.`;
};

const versionsIn = ({ plugins }: GenerationSeen): ReadonlyMap<string, string> =>
  new Map(plugins.map(({ id, version, enabled }) => [id, enabled ? version : `${version} (switched off)`]));

/** The last change, when it did not stay: what it was, why, and what runs in its place. */
export const lastFailure = ({
  generations,
  generation: current,
}: Pick<PluginList, 'generations' | 'generation'>): object | undefined => {
  const last = generations.find((one) => !isStep(one));
  if (!last || last.generation === current || !isTakenBack(last)) return undefined;
  return {
    number: last.generation,
    reason: last.reason,
    outcome: last.outcome ?? '',
    verb: last.status === 'failed' ? 'never ran' : 'was rolled back',
    current: current ?? 0,
  };
};

/** True for a step of a search for the plugin that breaks: it was never to stay. */
export const isStep = ({ reason }: GenerationSeen): boolean => reason.startsWith(bisectReason);

const isTakenBack = ({ status }: GenerationSeen): boolean => status === 'failed' || status === 'rolled_back';
