import { join } from 'node:path';
import type { ConnectorContext } from '@agnes/sdk/connector';
import { UpstreamError } from '@agnes/sdk/errors';
import { loadExtension } from '@agnes/sdk/extract';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Settings } from '../settings.ts';
import { catalog } from './query-tables.ts';
import { quoteText } from './quote.ts';
import { firstLine } from './words.ts';

/** Loads DuckDB's extension and attaches the project by it. The extension sends the token itself. */
export const attachProject = async (
  connection: DuckDBConnection,
  {
    config,
    secrets,
    staging = '',
    extensionFolder = join(staging, 'extensions'),
  }: Pick<ConnectorContext<Settings>, 'config' | 'secrets' | 'extensionFolder'> & { staging?: string },
): Promise<void> => {
  await loadExtension(connection, { name: 'keboola', from: 'community', folder: extensionFolder });
  const token = secrets?.['token_env']?.reveal() ?? '';
  const stack = quoteText(config.stack_url.replace(/\/$/, ''));
  try {
    await connection.run(`ATTACH ${stack} AS ${catalog} (TYPE keboola, TOKEN ${quoteText(token)})`);
  } catch (error) {
    // No cause: whoever prints it would print the statement, and the token in it.
    const reason = firstLine(error).replaceAll(token || '\0', '[secret]');
    throw UpstreamError({ reason: `The project cannot be attached: ${reason}` });
  }
};
