import type { HookName } from '@agnes/sdk';

/**
 * What becomes of the call when a tap fails. `fail`: whoever called fails; `block`: what was to be approved is held
 * back; `skip`: the tap is passed over; `record`: nothing beside what is written down.
 */
export type OnError = 'fail' | 'block' | 'skip' | 'record';

/** In one word, of every hook; its contract and docs/hooks.md say it at length. */
export const hookFailures: Readonly<Record<HookName, OnError>> = {
  beforeExtract: 'fail',
  afterExtract: 'block',
  afterRebuild: 'record',
  beforeQuery: 'fail',
  afterQuery: 'record',
  listResourceBlocks: 'skip',
  catalogEnrich: 'skip',
  resolveUser: 'fail',
};
