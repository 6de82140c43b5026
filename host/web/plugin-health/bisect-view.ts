import type { Static } from '@agnes/sdk';
import type { bisectWire } from '../../plugin-manager/diagnosis/operations.ts';
import { below } from '../address.ts';
import { amountOf } from '../figures.ts';
import { placesView } from '../plugin-pages/places.ts';
import { pluginsPath } from '../plugin-pages/plugins-path.ts';
import type { GenerationSeen } from '../plugin-pages/seen.ts';
import { isKept } from '../plugin-pages/timeline.ts';
import { type Refusal, refusalView } from '../refusal.ts';

/** A search, and what one may begin from. */
export interface BisectShown {
  readonly search: Static<typeof bisectWire>;
  readonly generations: readonly GenerationSeen[];
  readonly refusal?: Refusal | undefined;
}

/** What `plugin-bisect.mustache` is filled with. */
export const bisectView = ({ search, generations, refusal }: BisectShown): object => {
  const { state, message, current_generation: current } = search;
  return {
    ...placesView(below(pluginsPath, 'bisect')),
    refusal: refusalView(refusal),
    running: state === 'running' && runningView(search),
    ended: state !== 'running' && state !== 'idle' && { message, culprit: culpritOf(search) },
    begin: state !== 'running' && {
      good: generations
        .filter((one) => one.generation !== current && isKept(one))
        .map(({ generation, reason }) => ({ value: generation, text: `${generation}: ${reason}` })),
    },
  };
};

const runningView = ({
  message,
  remaining,
  steps_left: steps,
  on,
  off,
  began_from,
}: BisectShown['search']) => ({
  message,
  remaining: amountOf(remaining, 'plugin'),
  steps: amountOf(steps, 'answer'),
  began: began_from ?? 0,
  sides: [
    { label: 'On now', has_any: on.length > 0, plugins: linksOf(on) },
    { label: 'Off now', has_any: off.length > 0, plugins: linksOf(off) },
  ],
});

const linksOf = (ids: readonly string[]): readonly object[] => ids.map((id) => ({ id, href: hrefOf(id) }));

const culpritOf = ({ culprit }: BisectShown['search']): object | false =>
  culprit !== undefined && { id: culprit, href: hrefOf(culprit) };

const hrefOf = (id: string): string => below(pluginsPath, ...id.split('/'));
