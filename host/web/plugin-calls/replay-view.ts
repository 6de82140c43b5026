import type { Static } from '@agnes/sdk';
import type { replayWire } from '../../plugin-manager/ledger/wire.ts';
import { below } from '../address.ts';
import { faultOf } from '../plugin-pages/fault-words.ts';
import { millisecondsOf } from '../plugin-pages/hook-words.ts';
import { callChip, jsonText } from './call-words.ts';

type Replayed = Static<typeof replayWire>;

/** What `plugin-call.mustache` is filled with: what was answered then beside what is answered now. */
export const replayView = (
  { id, hook, recorded, now, same }: Replayed,
  { title, base }: { readonly title: string; readonly base: string },
): object => ({
  ...{ title, hook, same },
  back: below(base, 'calls'),
  again: below(base, 'calls', id, 'replay'),
  sides: [
    sideOf('Then', recorded),
    sideOf(now.generation === null ? 'Now' : `Now, in generation ${now.generation}`, now),
  ],
});

const sideOf = (label: string, call: Replayed['recorded']): object => ({
  label,
  anchor: label.slice(0, 3).trim().toLowerCase(),
  state: callChip(call.outcome),
  facts: `version ${call.version} · ${millisecondsOf(call.ms)}`,
  message: call.message ?? '',
  blame: call.status_source === null ? '' : faultOf(call.status_source),
  result: call.result === null ? '' : jsonText(call.result),
});
