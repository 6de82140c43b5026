import type { Static } from '@agnes/sdk';
import type { Identity } from '../../identity/identity.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { scheduleNotFound } from '../../jobs/schedules/errors.ts';
import { type create, list } from '../../jobs/schedules/operations.ts';
import type { scheduleSchema } from '../../jobs/schedules/schedule-wire.ts';
import { type Asker, askedBy, type ServicesOf } from '../plugin-pages/answers.ts';
import type { Web } from '../web.ts';

/* What the API answers an administrator about schedules. Pages show that and read nothing by a way of their own. */

/** A schedule as the API tells of it. */
export type ScheduleSeen = Static<typeof scheduleSchema>;

/** What the pages of schedules read and do. */
export type ScheduleServices = {
  readonly web: Web;
  readonly jobs: Pick<Jobs, 'kinds'>;
  readonly identity: Pick<Identity, 'accounts'>;
} & ServicesOf<typeof create>;

/** Every schedule. */
export const schedulesSeen = async (
  services: ServicesOf<typeof list>,
  asker: Asker,
): Promise<readonly ScheduleSeen[]> =>
  // As the schema of its result says.
  ((await list.run(askedBy(asker, {}), services)) as { readonly schedules: readonly ScheduleSeen[] })
    .schedules;

/** One of them. */
export const scheduleSeen = async (
  services: ScheduleServices,
  asker: Asker,
  id: string,
): Promise<ScheduleSeen> => {
  const found = (await schedulesSeen(services, asker)).find((one) => one.id === id);
  if (!found) throw scheduleNotFound({ schedule: id });
  return found;
};
