import { Type } from '@agnes/sdk';
import type { Source } from '../source.ts';

/** Events pushed to a source that no run has taken in: those that wait, and those that were given up. */
export interface OpenEvents {
  readonly waiting: number;
  readonly failed: number;
}

/** Tells them by id of the source; nothing of one that no event is pushed to. */
export interface PushedEvents {
  open(sources: readonly Source[]): Promise<ReadonlyMap<string, OpenEvents>>;
}

/** Those of a source as clients see them. */
export const openEventsSchema = Type.Union(
  [Type.Object({ waiting: Type.Integer(), failed: Type.Integer({ description: 'Given up.' }) }), Type.Null()],
  { description: 'What was pushed and no run has taken in; null where nothing is pushed.' },
);
