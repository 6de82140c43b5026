import type { HttpClient } from '../http/client.ts';
import { type JsonObject, objectOf, objectsOf, textOf } from '../json/values.ts';
import { cellText, textTable } from '../terminal/text-table.ts';

/** What the server tells of the columns of a table, by its id or name. */
export const schemaOf = (http: HttpClient, table: string): Promise<JsonObject> =>
  http.object({ path: `/api/v2/schema/${encodeURIComponent(table)}` });

/** Columns with types and descriptions, then how the table is divided. */
export const schemaLines = (schema: JsonObject, width: number): readonly string[] => {
  const columns = objectsOf(schema['columns']);
  const titles = ['column', 'type', 'description'].map((title) => ({ title }));
  const rows = columns.map(({ name, type, description }) => [name, type, description]);
  const clustered = Array.isArray(schema['clustered_by']) ? schema['clustered_by'] : [];
  const facts = {
    'partitioned by': textOf(schema['partition_by']),
    'clustered by': clustered.length > 0 ? clustered.join(', ') : undefined,
    source: textOf(schema['source_type']),
    dialect: textOf(schema['sql_flavor']),
  };
  return [...textTable(titles, rows, width), '', ...factLines(facts)];
};

/** How conditions on its columns are spelled. */
export const hintLines = (schema: JsonObject): readonly string[] => {
  const hints = objectOf(schema['where_dialect_hints']);
  return Object.keys(hints).length === 0 ? [] : ['', 'Conditions', ...factLines(hints), '', whereTheyCount];
};

/** A condition is not the SQL of a query, and its functions may be called otherwise there. */
const whereTheyCount = 'These are for agnes fetch --where; agnes query takes the SQL of DuckDB.';

const factLines = (facts: JsonObject): readonly string[] =>
  Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${cellText(name).padEnd(18)}  ${cellText(value)}`);
