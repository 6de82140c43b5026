import test from 'ava';
import { acceptedFormat } from '../../host/query/accepted-format.ts';

const accepted: readonly (readonly [accept: string, format: string])[] = [
  ['', 'json'],
  ['*/*', 'json'],
  ['application/*', 'json'],
  ['application/json', 'json'],
  ['text/csv', 'csv'],
  ['Text/CSV; charset=utf-8', 'csv'],
  ['application/x-ndjson', 'ndjson'],
  ['application/vnd.apache.parquet', 'parquet'],
  ['application/vnd.apache.arrow.stream', 'arrow'],
  ['text/html, text/csv;q=0.5, application/json;q=0.9', 'json'],
  ['image/png, text/csv', 'csv'],
  ['text/html,*/*;q=0.1', 'json'],
];

test('the Accept header chooses the form of the answer', (t) => {
  t.deepEqual(
    accepted.map(([accept]) => [accept, acceptedFormat(accept)]),
    accepted,
  );
});

test('a form that cannot be produced is told, never replaced by another', (t) => {
  t.throws(() => acceptedFormat('application/vnd.apache.arrow.file'), { code: 'not_acceptable' });
  t.throws(() => acceptedFormat('text/csv;q=0'), { code: 'not_acceptable' });
});
