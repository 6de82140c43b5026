import { type Column, ConfigError, defineConnector } from '@agnes/sdk/connector';
import type { Settings } from './settings.ts';

const columns: readonly Column[] = [
  { name: 'day', type: 'DATE' },
  { name: 'month', type: 'INTEGER' },
  { name: 'weekday', type: 'VARCHAR' },
  { name: 'is_weekend', type: 'BOOLEAN' },
];

export default defineConnector<Settings>({
  async check({ config: { first_year, last_year } }) {
    if (last_year < first_year) {
      throw ConfigError({ reason: `last_year ${last_year} is before first_year ${first_year}.` });
    }
  },

  async *discover() {
    yield { name: 'days', sourceTable: 'days', description: 'One row per day' };
  },

  async *read({ config, tables, signal }) {
    for (const { id, name, sourceTable = name } of tables) {
      if (sourceTable !== 'days') {
        const error = ConfigError({ reason: `There is no "${sourceTable}" here; there is "days".` });
        yield { type: 'failed', table: id, error };
        continue;
      }
      yield { type: 'columns', table: id, columns };
      for (let year = config.first_year; year <= config.last_year; year += 1) {
        signal.throwIfAborted();
        yield { type: 'rows', table: id, rows: daysOf(year) };
      }
    }
  },
});

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const daysOf = (year: number) => {
  const length = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1 ? 366 : 365;
  return Array.from({ length }, (_, index) => {
    const date = new Date(Date.UTC(year, 0, 1 + index));
    const weekday = date.getUTCDay();
    return {
      day: date.toISOString().slice(0, 10),
      month: date.getUTCMonth() + 1,
      weekday: weekdays[weekday],
      is_weekend: weekday === 0 || weekday === 6,
    };
  });
};
