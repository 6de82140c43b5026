import type { BigQuery, BigQueryOptions } from '@google-cloud/bigquery';
import { libraryMissing } from './errors.ts';
import { type Projects, projectsOf, type Settings } from './settings.ts';
import type { Tokens } from './tokens.ts';

/** The official client, made for one source, with what every job of it needs. */
export interface Client {
  readonly bigquery: BigQuery;
  readonly projects: Projects;
  readonly tokens: Tokens;
  readonly location: string | undefined;
}

/** What a client is made of. */
export interface ClientParts {
  readonly config: Settings;
  readonly tokens: Tokens;
  /** False: the first answer counts, such as for a test of the connection. */
  readonly isPatient?: boolean;
  readonly load?: () => Promise<Pick<typeof import('@google-cloud/bigquery'), 'BigQuery'>>;
}

type AuthClient = NonNullable<BigQueryOptions['authClient']>;

/** How often a request that BigQuery was too busy for is made again; the client waits a second, then two, and so on. */
const retries = 3;
/** Longest silence within one request. */
const silenceMs = 60_000;

/** Loads the client library, which takes a moment, and makes a client that pays with the billing project. */
export const openClient = async ({
  config,
  tokens,
  isPatient = true,
  load,
}: ClientParts): Promise<Client> => {
  const projects = projectsOf(config);
  const { BigQuery: Library } = await (load ?? loadLibrary)().catch((cause: unknown) => {
    throw libraryMissing({ reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  });
  const { api_endpoint: apiEndpoint, location } = config;
  const bigquery = new Library({
    projectId: projects.billing,
    authClient: asAuthClient(tokens, projects),
    retryOptions: { autoRetry: isPatient, maxRetries: retries },
    ...(location && { location }),
    ...(apiEndpoint && { apiEndpoint }),
  });
  bigquery.timeout = silenceMs;
  return { bigquery, projects, tokens, location: location || undefined };
};

const loadLibrary = () => import('@google-cloud/bigquery');

/** Of the credentials the library only ever asks for the headers of a request. */
const asAuthClient = (tokens: Tokens, { billing }: Projects): AuthClient => {
  const client = {
    getRequestHeaders: async () =>
      new Headers({ authorization: `Bearer ${await tokens.get()}`, 'x-goog-user-project': billing }),
  };
  // Its class has a dozen methods more; `authorizeRequest` of GoogleAuth calls this one and no other.
  return client as unknown as AuthClient;
};
