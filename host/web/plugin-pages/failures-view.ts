import { amountOf, momentOf } from '../figures.ts';
import { classOf, faultOf } from './fault-words.ts';
import type { PluginDetail } from './seen.ts';

type Failure = PluginDetail['errors'][number];

/** What failed lately, by whose fault it is: what the plugin can do something about stands first. */
export const failuresView = (errors: readonly Failure[], now: number): object | false => {
  const groups = Map.groupBy(errors, ({ status_source: source = '' }) => source);
  const order = ['config', 'plugin', 'upstream', 'host'];
  const placeOf = (source: string): number => (order.includes(source) ? order.indexOf(source) : order.length);
  const sorted = [...groups].toSorted(([a], [b]) => placeOf(a) - placeOf(b));
  return (
    errors.length > 0 && {
      groups: sorted.map(([source, failures]) => ({
        anchor: `failures-${source || 'unknown'}`,
        title: faultOf(source),
        all: failures.map((failure) => failureView(failure, now)),
      })),
    }
  );
};

const failureView = (error: Failure, now: number): object => ({
  message: error.message,
  code: error.code ?? '',
  blame: error.class === undefined ? '' : classOf(error.class),
  during: error.during ?? '',
  version: error.version ?? '',
  times: error.count === 1 ? 'once' : amountOf(error.count, 'time'),
  last: momentOf(error.last_at, now),
  first: error.first_at !== undefined && error.count > 1 && momentOf(error.first_at, now),
  trace: (error.frames ?? []).length > 0 && { text: error.frames?.join('\n') ?? '' },
});
