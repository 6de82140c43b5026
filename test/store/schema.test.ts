import test from 'ava';
import { sql } from 'kysely';
import { sourceFiles } from '../support/source-files.ts';
import { openedStore } from './support/opened-store.ts';

const declaredColumns = async (): Promise<readonly string[]> => {
  const files = await sourceFiles('host/store/tables/*-tables.ts');
  return files
    .flatMap(({ text }) => text.split(/^ {2}(?=\w+: \{$)/m).slice(1))
    .flatMap((table) => {
      const columns = [...table.matchAll(/^ {4}(\w+): (.+);$/gm)];
      return columns.map(([, column, type = '']) => {
        const nullable = /\bnull\b|MaybeInstant/.test(type) ? '?' : '';
        return `${table.split(':')[0]}.${column}${nullable}`;
      });
    })
    .sort();
};

test('the migrations make exactly the tables and columns that are declared', async (t) => {
  const store = await openedStore(t);

  const made = await store.read
    .selectNoFrom(sql<string>`unnest([1])`.as('_'))
    .select(
      sql<string>`(select string_agg(table_name || '.' || column_name || if(is_nullable, '?', ''), ' ')
        from duckdb_columns() where database_name = 'sys')`.as('columns'),
    )
    .executeTakeFirstOrThrow();

  t.deepEqual(made.columns.split(' ').sort(), await declaredColumns());
});

test('F56: no migration declares a key, an index, a reference or a default that is computed', async (t) => {
  const files = await sourceFiles('host/store/migrations/*.ts');
  const forbidden =
    /primary key|\bunique\b|\breferences\s+\w+\s*\(|foreign key|\bindex\b\s+\w+\s+on|sequence|default\s+\w+\s*\(|current_timestamp/i;

  const faulty = files.filter(({ text }) => forbidden.test(text));

  t.true(files.length > 0);
  t.deepEqual(
    faulty.map(({ path }) => path),
    [],
  );
});

test('no column keeps an instant without its zone', async (t) => {
  const store = await openedStore(t);

  const { zoneless } = await store.read
    .selectNoFrom(
      sql<number>`(select count(*) from duckdb_columns()
        where database_name = 'sys' and data_type in ('TIMESTAMP', 'DATE', 'TIME'))`.as('zoneless'),
    )
    .executeTakeFirstOrThrow();

  t.is(zoneless, 0);
});
