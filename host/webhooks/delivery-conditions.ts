import type { Source } from '../registry/source.ts';
import type { Fault } from '../store/conditions.ts';

/** Events that no run could take in. They stay in the folder of the source, and are not handed to another run. */
export const givenUp = ({ id, slug }: Source, count: number): Fault => ({
  subjectType: 'source',
  subjectId: id,
  code: 'events_given_up',
  severity: 'error',
  why: `${count} event${count === 1 ? '' : 's'} pushed to "${slug}" could not be taken in: each run that was handed them failed.`,
  remedy: `See the last runs of "${slug}" and mend what they name, then have it read anew: POST /api/sync/trigger {"connection":"${slug}","force":true}, and whatever its plugin offers to compare it with its source; what its sender sends again is taken in again. This goes when the events are old enough to be forgotten.`,
  data: { events: count },
});

/** Events that wait for a table to go to. */
export const noTables = ({ id, slug }: Source): Fault => ({
  subjectType: 'source',
  subjectId: id,
  code: 'events_without_tables',
  severity: 'warning',
  why: `What is pushed to "${slug}" is kept and goes nowhere: no table of this source is read into the lake.`,
  remedy: `Register a table of "${slug}", or have its sender send nothing; what waits is read with the first table.`,
});
