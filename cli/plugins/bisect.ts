import type { Outcome, Run } from '../command.ts';
import type { JsonObject } from '../json/values.ts';
import { cellText } from '../terminal/text-table.ts';

const path = '/api/admin/plugins/bisect';
/** Longest it takes to put plugins in place. */
const seconds = 120;

/** Says how it went, or that a search is to stop. */
export const bisectWith =
  (action: 'good' | 'bad' | 'stop'): Run =>
  async (_input, session) =>
    told(await (await session.http()).object({ method: 'POST', path, body: { action }, seconds }));

/** Begins a search. */
export const startBisect: Run = async (input, session) => {
  const good = input.integer('good', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const body = { action: 'start', ...(good !== undefined && { good }) };
  return told(await (await session.http()).object({ method: 'POST', path, body, seconds }));
};

/** Shows how far a search has come. */
export const showBisect: Run = async (_input, session) => told(await (await session.http()).object({ path }));

const told = (data: JsonObject): Outcome => {
  const { message, on, off, remaining, steps_left: left, state } = data;
  if (state !== 'running') return { data, text: [cellText(message)] };
  return {
    data,
    text: [
      cellText(message),
      `on:   ${namesOf(on)}`,
      `off:  ${namesOf(off)}`,
      `${cellText(remaining)} may be it; at most ${cellText(left)} answers to go.`,
    ],
  };
};

const namesOf = (ids: unknown): string =>
  Array.isArray(ids) && ids.length > 0 ? ids.map(cellText).join(', ') : 'none';
