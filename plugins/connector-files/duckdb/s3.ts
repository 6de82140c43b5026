import type { Secret } from '@agnes/sdk';
import { ConfigError } from '@agnes/sdk/errors';
import type { DuckDBConnection } from '@duckdb/node-api';
import { pathOf } from '../location.ts';
import type { S3Settings, Settings } from '../settings.ts';
import { quoteText } from './quote.ts';

/** What the names of all files of a source begin with; ends with a slash. */
export const bucketBase = ({ location }: Pick<Settings, 'location'>): string =>
  `${pathOf(location).replace(/\/+$/, '')}/`;

/** Tells DuckDB how the object store is reached. The keys are a secret of the engine: no statement that fails shows them. */
export const createSecret = async (
  connection: DuckDBConnection,
  { region, endpoint, url_style, use_ssl }: S3Settings,
  secrets: Readonly<Record<string, Secret>> = {},
): Promise<void> => {
  const parts = {
    KEY_ID: secrets['s3.key_env']?.reveal(),
    SECRET: secrets['s3.secret_key_env']?.reveal(),
    SESSION_TOKEN: secrets['s3.session_token_env']?.reveal(),
    REGION: region,
    ENDPOINT: endpoint,
    URL_STYLE: url_style,
  };
  const named = Object.entries(parts).flatMap(([name, value]) =>
    value === undefined ? [] : [`, ${name} ${quoteText(value)}`],
  );
  const ssl = use_ssl === undefined ? '' : `, USE_SSL ${use_ssl}`;
  // What it throws would print the statement.
  const isMade = await connection.run(`CREATE SECRET agnes_s3 (TYPE s3${named.join('')}${ssl})`).then(
    () => true,
    () => false,
  );
  if (!isMade) throw ConfigError({ reason: 'The engine does not take the settings under s3.' });
};
