import type { JobStep } from '../jobs/job.ts';
import type { Source } from '../registry/source.ts';
import type { Table } from '../registry/table.ts';
import type { TableOutcome } from './outcome.ts';
import type { RunPlan } from './plan-run.ts';
import { countsOf } from './run-summary.ts';

// `step` stands first in each: stored steps are found by how they begin.

/** What a run is going to read. */
export const planned = ({ sources, refused }: RunPlan): JobStep => ({
  step: 'planned',
  sources: sources.map(({ source }) => source.slug),
  message: `To read: ${sources.map(({ source, tables }) => `"${source.slug}" (${amount(tables.length)})`).join(', ') || 'nothing is due'}${refused.length > 0 ? `; ${amount(refused.length)} cannot be read` : ''}.`,
});

/** A run begins with a source. */
export const sourceStarted = ({ slug }: Source, tables: readonly Table[]): JobStep => ({
  step: 'source_started',
  sources: [slug],
  message: `Reading ${amount(tables.length)} of "${slug}".`,
});

/** A run is through with a source. */
export const sourceEnded = ({ slug }: Source, settled: readonly TableOutcome[]): JobStep => {
  const counts = Object.entries(countsOf(settled)).filter(([, count]) => count > 0);
  const words = counts.map(([status, count]) => `${count} ${status}`).join(', ');
  return { step: 'source_ended', sources: [slug], message: `Done with "${slug}": ${words || 'no tables'}.` };
};

const amount = (tables: number): string => `${tables} table${tables === 1 ? '' : 's'}`;
