import type { Static } from '@agnes/sdk';
import type { hookCallList } from '../../plugin-manager/ledger/wire.ts';
import { addressOf, below } from '../address.ts';
import { amountOf, countOf, momentOf } from '../figures.ts';
import { cursorPager } from '../pager.ts';
import { faultOf } from '../plugin-pages/fault-words.ts';
import { millisecondsOf } from '../plugin-pages/hook-words.ts';
import { ownPlacesView } from '../plugin-pages/places.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { callChip, jsonText, outcomeLabels } from './call-words.ts';

type CallList = Static<typeof hookCallList>;
type Call = CallList['calls'][number];

/** What a list of calls is narrowed by. */
export interface CallFilters {
  readonly hook?: string | undefined;
  readonly outcome?: string | undefined;
  readonly cursor?: string | undefined;
}

/** Calls of one plugin, and what is around them. */
export interface CallsShown {
  readonly title: string;
  /** Address of the page of the plugin. */
  readonly base: string;
  /** Hooks that it taps. */
  readonly hooks: readonly string[];
  readonly filters: CallFilters;
  /** Absent: they were refused. */
  readonly found?: CallList | undefined;
  readonly refusal?: Refusal | undefined;
  readonly now: number;
}

/** What `plugin-calls.mustache` is filled with. */
export const callsView = (shown: CallsShown): object => {
  const { title, base, hooks, filters, found, refusal, now } = shown;
  const { hook = '', outcome = '', cursor } = filters;
  const path = below(base, 'calls');
  const asked = { hook, outcome };
  const next = found?.next_cursor ?? undefined;
  return {
    ...{ title, base, path },
    ...ownPlacesView(base, path),
    refusal: refusalView(refusal),
    hooks: hooks.map((name) => ({ name, selected: name === hook })),
    outcomes: outcomeLabels.map(([value, text]) => ({ value, text, selected: value === outcome })),
    filtered: hook !== '' || outcome !== '',
    dropped: (found?.dropped ?? 0) > 0 && `${amountOf(found?.dropped ?? 0, 'call')} found no room.`,
    has_calls: (found?.calls.length ?? 0) > 0,
    calls: (found?.calls ?? []).map((call) => callView(call, { path, now })),
    pager: cursorPager(
      {
        isFirst: cursor === undefined,
        next: next === undefined ? undefined : addressOf(path, { ...asked, cursor: next }),
      },
      addressOf(path, asked),
    ),
  };
};

const callView = (call: Call, { path, now }: { readonly path: string; readonly now: number }): object => ({
  hook: call.hook,
  state: callChip(call.outcome),
  when: momentOf(call.occurred_at, now),
  facts: [
    millisecondsOf(call.ms),
    `version ${call.version}`,
    call.generation !== null && `generation ${call.generation}`,
    call.left_out > 0 && `${countOf(call.left_out)} before it were counted and not kept`,
  ]
    .filter(Boolean)
    .join(' · '),
  message: call.message ?? '',
  blame: call.status_source === null ? '' : faultOf(call.status_source),
  code: call.error_code ?? '',
  args: jsonText(call.args),
  result: call.result === null ? '' : jsonText(call.result),
  replay: call.replayable && { href: below(path, call.id, 'replay'), exact: call.occurred_at },
});
