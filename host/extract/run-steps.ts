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
  message: `To read: ${wordsFor(sources)}${refused.length > 0 ? `; ${amount(refused.length)} cannot be read` : ''}.`,
});

const mostNamed = 10;

const wordsFor = (sources: RunPlan['sources']): string => {
  if (sources.length === 0) return 'nothing is due';
  const total = sources.reduce((sum, { tables }) => sum + tables.length, 0);
  if (sources.length > mostNamed) return `${amount(total)} of ${sources.length} sources`;
  return sources.map(({ source, tables }) => `${amount(tables.length)} of "${source.slug}"`).join(', ');
};

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
