import type { ConnectorOutcome } from '../../kernel/connector-run-order.ts';
import type { KitCheck } from './kit.ts';
import { failuresOf } from './offer-checks.ts';
import { Published } from './published.ts';
import type { Stage } from './stage.ts';

/** What is kept in mind, and the times in the rows. */
export const timeChecks = (stage: Stage): readonly KitCheck[] => [
  { level: 'L4', title: 'times are told in UTC', run: () => zoneFaults(stage) },
  { level: 'L5', title: 'how far it has come never goes back', run: () => backwards(stage) },
  { level: 'L5', title: 'behind a state of the future there is nothing', run: () => futureFaults(stage) },
];

/** A time that names another zone. */
const elsewhere = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*[+-](?!00:?00$)\d\d:?\d\d$/;

const zoneFaults = async (stage: Stage): Promise<readonly string[]> => {
  const published = new Published(stage.plans);
  const { outcome } = await stage.baseline();
  await published.take(outcome);
  return stage.parts.fixtures.tables.flatMap(({ plan: { id, name } }) => {
    const times = timeColumns(outcome, id);
    const rows = published.rowsOf(id);
    return times
      .filter((column) => rows.some((row) => elsewhere.test(String(row[column]))))
      .map((column) => `"${column}" of "${name}" holds a time of another zone`);
  });
};

const timeColumns = ({ tables }: ConnectorOutcome, id: string): readonly string[] => {
  const table = tables.find((one) => one.id === id);
  const [format] = table?.status === 'read' ? table.files.map((file) => file.format) : [];
  const columns = format && 'columns' in format ? (format.columns ?? []) : [];
  return columns.filter(({ type }) => type.toUpperCase().startsWith('TIMESTAMP')).map(({ name }) => name);
};

/** By the cursors that the connector tells people; those that are no text that can be compared are let be. */
const backwards = async (stage: Stage): Promise<readonly string[]> => {
  const { outcome, kept } = await stage.baseline();
  const published = new Published(stage.plans);
  await published.take(outcome);
  const second = await stage.run('read', { kept, tables: published.plans() });
  return stage.parts.fixtures.tables.flatMap(({ plan: { id, name } }) => {
    const [before, after] = [cursorOf(outcome, id), cursorOf(second, id)];
    const isBack = isTime(before) && isTime(after) && Date.parse(after) < Date.parse(before);
    return isBack ? [`"${name}" went from ${before} back to ${after}`] : [];
  });
};

const cursorOf = ({ tables }: ConnectorOutcome, id: string): string | undefined => {
  const table = tables.find((one) => one.id === id);
  return table?.status === 'read' ? table.cursor : undefined;
};

const isoTime = /^\d{4}-\d\d-\d\d(?:[T ]|$)/;
const isTime = (text: string | undefined): text is string => text !== undefined && isoTime.test(text);

/** A state with times, put into the year 2999. What the fixtures have no answer for is not told to be wrong. */
const futureFaults = async (stage: Stage): Promise<readonly string[]> => {
  const { outcome, kept } = await stage.baseline();
  const published = new Published(stage.plans);
  await published.take(outcome);
  const tables = published.plans().flatMap((plan) => {
    const later = JSON.parse(JSON.stringify(plan.state ?? null), inTheFuture);
    return JSON.stringify(later) === JSON.stringify(plan.state ?? null) ? [] : [{ ...plan, state: later }];
  });
  if (tables.length === 0) return [];
  const { server } = stage.parts;
  const unknown = server.unknown.size;
  const read = await stage.run('read', { kept, tables });
  if (server.unknown.size > unknown) return [];
  const found = new Published(tables);
  await found.take(read);
  const rows = tables
    .filter(({ id }) => found.rowsOf(id).length > 0)
    .map(({ id, name }) => `"${name}" has ${found.rowsOf(id).length} rows`);
  return [...failuresOf(read), ...rows];
};

const inTheFuture = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && isoTime.test(value) ? `2999${value.slice(4)}` : value;
