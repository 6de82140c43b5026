import { defineConnector } from '@agnes/sdk/connector';
import { openSite } from './fetch/open-site.ts';
import { tableColumns, tableDescriptions, tableNames } from './rows/tables.ts';
import type { Settings } from './settings.ts';
import { readTables } from './work/read-tables.ts';
import { checkAccount } from './work/signed-in.ts';

/** Issues of a Jira site, pushed by its webhooks. What an event is about is fetched; the JSON is kept, the tables are made of it. */
export default defineConnector<Settings>({
  async check(context) {
    tableColumns(context.config);
    const { client, sla } = openSite(context);
    await checkAccount(client);
    if (sla) await checkAccount(sla.client);
  },

  async *discover({ config }) {
    const columns = tableColumns(config);
    for (const table of tableNames) {
      yield {
        name: `${config.table_prefix ?? 'jira_'}${table}`,
        sourceTable: table,
        description: tableDescriptions[table],
        kind: 'table',
        columns: columns[table],
        ...(table === 'issues' && { primaryKey: ['issue_key'] }),
      };
    }
  },

  read: (context) => readTables(context),
});
