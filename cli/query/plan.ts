import type { Outcome } from '../command.ts';
import type { HttpClient } from '../http/client.ts';
import { type JsonObject, numberOf, objectOf, objectsOf, textOf } from '../json/values.ts';
import { byteText } from '../terminal/byte-text.ts';
import { safeText } from '../terminal/safe-text.ts';
import { type Ask, askBody } from './ask.ts';

/** Asks the server how it would carry a statement out. `isShort`: only what that would read and cost. */
export const planOutcome = async (
  ask: Ask,
  { http, isShort }: { http: HttpClient; isShort: boolean },
): Promise<Outcome> => {
  const body = { ...askBody(ask), dry_run: true };
  const plan = await http.object({ method: 'POST', path: '/api/query', body });
  const lines = isShort ? closing(plan) : [...tables(plan), ...closing(plan), ...finish(plan)];
  return { data: plan, text: lines.map(safeText) };
};

const tables = (plan: JsonObject): readonly string[] => [
  ...objectsOf(plan['local_tables']).map(
    ({ name, rows, bytes }) => `${name}: here, ${countText(rows)}, ${byteText(Number(bytes))}`,
  ),
  ...objectsOf(plan['remote_tables']).flatMap(remoteLines),
];

const remoteLines = (table: JsonObject): readonly string[] => {
  const { name, source, source_type: type, columns, limit, statement } = table;
  const figures = objectsOf(table['aggregates']).map(
    ({ function: word, column }) => `${word}(${textOf(column) ?? '*'})`,
  );
  const names = listed(columns);
  const shown: readonly (readonly [string, string])[] = [
    [figures.length > 0 ? 'grouped by' : 'columns', names.join(', ')],
    ['figures', figures.join(', ')],
    ['filters', objectsOf(table['filters']).map(filterText).join(' AND ')],
    ['limit', numberOf(limit)?.toString() ?? ''],
    ['statement', textOf(statement) ?? ''],
    ['reads', names.length + figures.length > 0 ? readText(table) : 'nothing'],
  ];
  return [
    `${name}: at ${source} (${type})`,
    ...shown.filter(([, text]) => text !== '').map(([title, text]) => `  ${title.padEnd(10)}  ${text}`),
  ];
};

const readText = ({
  estimated_bytes: bytes,
  estimated_rows: rows,
  cap_bytes: cap,
  cost_estimate_usd: cost,
}: JsonObject): string => {
  const most = numberOf(cap);
  return [
    `${sizeText(bytes)}${most === undefined ? '' : ` of at most ${byteText(most)}`}`,
    ...(numberOf(rows) === undefined ? [] : [`about ${countText(rows)}`]),
    ...costText(cost),
  ].join(', ');
};

const closing = (plan: JsonObject): readonly string[] => {
  const { estimated_scan_bytes: bytes, cost_estimate_usd: cost } = plan;
  const isPriced = objectsOf(plan['remote_tables']).some((table) => numberOf(table['cost_estimate_usd']));
  const refusals = objectsOf(plan['refusals']);
  return [
    `At sources: ${[sizeText(bytes), ...(isPriced ? costText(cost) : [])].join(', ')}`,
    ...refusals.flatMap(({ code, message, hint }) => [
      `Would be refused: ${code}: ${message}`,
      `  Hint: ${hint}`,
    ]),
  ];
};

const finish = (plan: JsonObject): readonly string[] => {
  const { statement, operators } = objectOf(plan['finish']);
  return [
    'Then, at the server:',
    ...[statement, operators].flatMap((text) => String(text).split('\n')).map((line) => `  ${line}`),
  ];
};

const filterText = ({ column, operator, value, values }: JsonObject): string => {
  const compared = Array.isArray(values) ? `(${values.map(valueText).join(', ')})` : valueText(value);
  return `${column} ${operator} ${compared}`.trimEnd();
};

const valueText = (value: unknown): string => {
  if (value === undefined) return '';
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
};

const listed = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const sizeText = (bytes: unknown): string => {
  const known = numberOf(bytes);
  return known === undefined ? 'nobody can say how much' : byteText(known);
};

const countText = (rows: unknown): string => `${Number(rows).toLocaleString('en-US')} rows`;

const costText = (cost: unknown): readonly string[] => {
  const known = numberOf(cost);
  return known === undefined ? [] : [`about $${known < 0.01 ? known.toPrecision(1) : known.toFixed(2)}`];
};
