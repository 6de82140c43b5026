import type { Chip } from '../chips.ts';
import { countOf } from '../figures.ts';
import type { TappedHook } from './seen.ts';

/** A duration for people: `0.42 ms`. */
export const millisecondsOf = (ms: number): string =>
  `${ms < 10 ? ms.toFixed(2) : countOf(Math.round(ms))} ms`;

/** What one tap has come to since the host started. */
export const tapFigures = ({ calls, failures, breaker, p95_ms: p95 }: TappedHook['taps'][number]) => ({
  calls: countOf(calls),
  failures: countOf(failures),
  time: p95 == null ? '–' : millisecondsOf(p95),
  state: phases[breaker] ?? { kind: 'warn', text: breaker },
});

const phases: Readonly<Record<string, Chip>> = {
  closed: { kind: 'on', text: 'Listens' },
  open: { kind: 'error', text: 'Left out' },
  tripped: { kind: 'error', text: 'Tripped' },
  half_open: { kind: 'warn', text: 'Tried again' },
};
