import type { Static } from '@agnes/sdk';
import type { whyWire } from '../../plugin-manager/diagnosis/why.ts';
import { momentOf } from '../figures.ts';

/** Why a plugin is as it is, as `plugin.mustache` shows it. */
export const whyView = ({ owner, because }: Static<typeof whyWire>, now: number): object => ({
  owner,
  has_facts: because.length > 0,
  because: because.map(({ fact, source }) => ({ pieces: piecesOf(fact, now), source })),
});

/** An instant as `utc` writes it; what a plugin says in another form stays as it is. */
const instant = /(?:\bat )?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00)/;

/** Words and instants in turn: `It failed last`, 3 hours ago, `: …`. */
const piecesOf = (fact: string, now: number): readonly object[] =>
  fact
    .split(instant)
    .map((text, index) => (index % 2 === 0 ? { when: false, text } : { when: momentOf(text, now) }));
