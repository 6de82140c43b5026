import { Type } from '@agnes/sdk';
import { section } from './section.ts';

const days = (count: number, description: string) =>
  Type.Integer({ default: count, minimum: 1, maximum: 36_500, description });

/** Where services run. */
export const servicesSection = section(
  {
    scheduler: section(
      {
        run: Type.Union([Type.Literal('host'), Type.Literal('process')], {
          default: 'host',
          description:
            'Who calls when something is due: the host, or a process of its own (`agnes service scheduler`).',
        }),
      },
      'The scheduler.',
    ),
  },
  'Services that may run in a process of their own.',
);

/** How long the system database keeps what is over. */
export const stateSection = section(
  {
    retention: section(
      {
        jobs_days: days(90, 'Jobs that ended.'),
        job_events_days: days(30, 'What was told about a job.'),
        sent_mail_days: days(30, 'Mail that was sent.'),
        sync_history_days: days(365, 'Runs, and what became of their tables.'),
        query_log_days: days(90, 'Queries that were asked.'),
        conditions_days: days(90, 'Conditions that are over.'),
      },
      'After how many days rows are removed. The audit log is never cut.',
    ),
  },
  'The system database.',
);

/** How plugins from elsewhere are taken in. */
export const pluginInstallSection = section(
  {
    min_age_hours: Type.Integer({
      default: 72,
      minimum: 0,
      maximum: 8760,
      description:
        'How long a version from a repository has to be known before it is chosen by itself. A version that is named exactly, a commit of a `git` source and what mends an advisory do not wait.',
    }),
    watch_seconds: Type.Integer({
      default: 10,
      minimum: 1,
      maximum: 600,
      description:
        'How long a change of plugins is watched once it is in place. When one of the new plugins fails meanwhile, the old ones are put back; the job of the change lasts as long.',
    }),
  },
  'Plugins that are installed.',
);
