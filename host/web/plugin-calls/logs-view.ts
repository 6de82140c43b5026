import type { Static } from '@agnes/sdk';
import type { logLevel, logLines } from '../../plugin-manager/ledger/wire.ts';
import { below } from '../address.ts';
import type { Chip } from '../chips.ts';
import { amountOf, momentOf } from '../figures.ts';
import { ownPlacesView } from '../plugin-pages/places.ts';

type Level = Static<typeof logLevel>;

const chips: Readonly<Record<Level, Chip>> = {
  info: { kind: 'plain', text: 'Info' },
  warn: { kind: 'warn', text: 'Warning' },
  error: { kind: 'error', text: 'Error' },
};

const levels: readonly { readonly value: Level; readonly text: string }[] = [
  { value: 'info', text: 'Everything' },
  { value: 'warn', text: 'Warnings and errors' },
  { value: 'error', text: 'Errors' },
];

/** What one plugin said, and what is around it. */
export interface LogsShown {
  readonly title: string;
  /** Address of the page of the plugin. */
  readonly base: string;
  readonly level: Level;
  readonly found: Static<typeof logLines>;
  /** Most lines that are shown. */
  readonly most: number;
  readonly now: number;
}

/** What `plugin-logs.mustache` is filled with. */
export const logsView = ({ title, base, level, found, most, now }: LogsShown): object => {
  const { lines, dropped } = found;
  const path = below(base, 'logs');
  return {
    ...{ title, path },
    ...ownPlacesView(base, path),
    levels: levels.map((one) => ({ ...one, selected: one.value === level })),
    dropped: dropped > 0 && `It said too much at once: ${amountOf(dropped, 'line')} left out just now.`,
    has_lines: lines.length > 0,
    lines: lines.map(({ at, level: bad, version, during, message }) => ({
      when: { ...momentOf(at, now), text: at.slice(0, 19).replace('T', ' ') },
      state: chips[bad],
      ...{ version, during, message },
    })),
    more: lines.length >= most && `The newest ${most} are shown; the files in the data folder have more.`,
  };
};
