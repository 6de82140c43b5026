import { isPlatformError } from '@agnes/sdk';
import test from 'ava';
import { type ValidatorKind, validatorKinds } from '../../host/v2/errors.ts';
import { bigquery } from '../../host/v2/where/bigquery.ts';
import type { Dialect } from '../../host/v2/where/dialect.ts';
import { duckdb } from '../../host/v2/where/duckdb.ts';
import { parsedWhere } from '../../host/v2/where/parsed-where.ts';
import { openLab } from '../query/support/query-lab.ts';
import { fileContext } from '../support/file-context.ts';
import { inLanes } from '../support/in-lanes.ts';
import { columns, inDuckDb, inGoogleSql } from './support/conditions.ts';
import { refused, refusedInDuckDb, refusedInGoogleSql } from './support/refused-conditions.ts';

const context = fileContext();
let lab: Awaited<ReturnType<typeof openLab>>;
test.before(async () => {
  lab = await openLab(context);
});

const asker = { user: 'ada', stop: new AbortController().signal };

/** The condition written anew, or the kind of the refusal. */
const outcome = inLanes(async (text: string, dialect: Dialect): Promise<string> => {
  const about = { dialect, names: ['t', 't-id'], columns: columns };
  try {
    return await parsedWhere(text, about, (sql) => lab.pool.parse(sql, asker));
  } catch (error) {
    if (!isPlatformError(error) || error.code !== 'validator_rejected') throw error;
    // The shape is that of the error.
    return (error.details['detail'] as { readonly kind: string }).kind;
  }
}, 40);

const outcomes = async (texts: readonly string[], dialect: Dialect) =>
  Object.fromEntries(await Promise.all(texts.map(async (text) => [text, await outcome(text, dialect)])));

test('a condition of DuckDB is written anew from its tree, without comments', async (t) => {
  t.deepEqual(await outcomes(Object.keys(inDuckDb), duckdb), inDuckDb);
});

test('a condition of GoogleSQL is read by its own rules of texts, names and types, and written anew', async (t) => {
  t.deepEqual(await outcomes(Object.keys(inGoogleSql), bigquery), inGoogleSql);
});

for (const kind of validatorKinds) {
  test(`T19 T20: a condition is refused as ${kind} in either dialect, however it is spelled`, async (t) => {
    const texts = refused[kind];
    const expected = Object.fromEntries(texts.map((text) => [text, kind]));

    t.deepEqual(await outcomes(texts, duckdb), expected);
    t.deepEqual(await outcomes(texts, bigquery), expected);
  });
}

const expectedOf = (pairs: readonly (readonly [ValidatorKind, string])[]) =>
  Object.fromEntries(pairs.map(([kind, text]) => [text, kind]));

test('T19: what only one dialect can spell is refused there', async (t) => {
  t.deepEqual(
    await outcomes(
      refusedInDuckDb.map(([, text]) => text),
      duckdb,
    ),
    expectedOf(refusedInDuckDb),
  );
  t.deepEqual(
    await outcomes(
      refusedInGoogleSql.map(([, text]) => text),
      bigquery,
    ),
    expectedOf(refusedInGoogleSql),
  );
});
