import type { HookName } from '@agnes/sdk';

/** How much of a hook may change without a new major of the SDK. */
export type Stability = 'stable' | 'experimental';

/**
 * What becomes of the call when a tap fails. `fail`: whoever called fails; `block`: what was to be approved is held
 * back; `skip`: the tap is passed over; `record`: nothing beside what is written down.
 */
export type OnError = 'fail' | 'block' | 'skip' | 'record';

/** What people want to know of a hook beside its kind and its deadline. */
interface HookFacts {
  readonly stability: Stability;
  readonly onError: OnError;
  /** The moment, in one sentence. */
  readonly doc: string;
}

/** Of every hook; docs/hooks.md says it at length. */
export const hookFacts: Readonly<Record<HookName, HookFacts>> = {
  beforeExtract: { stability: 'stable', onError: 'fail', doc: 'A source is about to be read.' },
  afterExtract: {
    stability: 'stable',
    onError: 'block',
    doc: 'A table has been read and checked; it is not yet published.',
  },
  afterRebuild: {
    stability: 'stable',
    onError: 'record',
    doc: 'Readers see a new generation, or tables began to fail.',
  },
  beforeQuery: {
    stability: 'stable',
    onError: 'fail',
    doc: 'A statement is about to be run, or answered out of memory.',
  },
  afterQuery: {
    stability: 'stable',
    onError: 'record',
    doc: 'The answer to a statement has ended, or there is none.',
  },
  listResourceBlocks: {
    stability: 'stable',
    onError: 'skip',
    doc: 'Somebody looks at what could be granted.',
  },
  catalogEnrich: {
    stability: 'experimental',
    onError: 'skip',
    doc: 'The catalog is about to show a table that jobs of plugins have found something about.',
  },
  resolveUser: {
    stability: 'stable',
    onError: 'fail',
    doc: "A request carries a bearer credential that is none of the host's own.",
  },
};
