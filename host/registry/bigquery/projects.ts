import type { Source } from '../source.ts';

/** The type of sources that BigQuery is read by. */
export const bigqueryType = 'bigquery';

/** Who holds the data, and who pays for every job. */
export interface Projects {
  readonly data: string;
  readonly billing: string;
}

/** The projects that the settings of a source name; nothing where they name none. */
export const projectsOf = ({ config }: Pick<Source, 'config'>): Projects | undefined => {
  const { project, billing_project } = config;
  if (typeof project !== 'string' || project === '') return undefined;
  const isOther = typeof billing_project === 'string' && billing_project !== '';
  return { data: project, billing: isOther ? billing_project : project };
};

/** What to know of sources whose data and bills are in one project; nothing where there are none. */
export const bigqueryWarning = (sources: readonly Source[]) => {
  const alike = sources.filter((source) => {
    const projects = source.type === bigqueryType ? projectsOf(source) : undefined;
    return projects !== undefined && projects.billing === projects.data;
  });
  if (alike.length === 0) return undefined;
  return {
    status: 'warning' as const,
    sources: alike.map(({ slug }) => slug),
    detail: 'The project that holds the data also pays for every query.',
    remedy: 'Set `billing_project` to a project of your own, where the account may run jobs.',
  };
};
