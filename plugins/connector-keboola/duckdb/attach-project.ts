import type { ConnectorContext } from '@agnes/sdk/connector';
import { ExtensionUnavailable } from '@agnes/sdk/errors';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Settings } from '../settings.ts';
import { catalog } from './query-tables.ts';
import { quoteText } from './quote.ts';
import { firstLine } from './words.ts';

/** The token was asked about before, and the extension sends it itself: what fails is the extension, and others may read. */
export const attachProject = async (
  connection: DuckDBConnection,
  { config, secrets }: Pick<ConnectorContext<Settings>, 'config' | 'secrets'>,
): Promise<void> => {
  const token = secrets?.['token_env']?.reveal() ?? '';
  const stack = quoteText(config.stack_url.replace(/\/$/, ''));
  try {
    await connection.run(`ATTACH ${stack} AS ${catalog} (TYPE keboola, TOKEN ${quoteText(token)})`);
  } catch (error) {
    // No cause: whoever prints it would print the statement, and the token in it.
    const reason = `the project is not attached: ${firstLine(error).replaceAll(token || '\0', '[secret]')}`;
    throw ExtensionUnavailable({ extension: 'keboola', reason });
  }
};
