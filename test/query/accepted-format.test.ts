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
  ['text/*', 'csv'],
  ['TEXT/* ; Q=0.3', 'csv'],
  ['text/*, application/*;q=0.9', 'csv'],
  ['application/*;q=0.5, text/*;q=0.4', 'json'],
  ['text/*, */*', 'csv'],
  ['*/*, text/csv', 'json'],
  ['text/csv;q=0, */*', 'json'],
  ['application/json;q=0, */*', 'csv'],
  ['application/json;q=0, application/*', 'ndjson'],
  ['application/*;q=0, */*', 'csv'],
  ['application/*;q=0, application/json', 'json'],
  ['application/json;q=0.2, */*;q=0.1, text/csv;q=0.3', 'csv'],
  ['text/csv;header=present;q=0.9, application/json;q=0.8', 'csv'],
];

test('the Accept header chooses the form of the answer', (t) => {
  t.deepEqual(
    accepted.map(([accept]) => [accept, acceptedFormat(accept)]),
    accepted,
  );
});

test('a form that cannot be produced is told, never replaced by another', (t) => {
  t.throws(() => acceptedFormat('application/vnd.apache.arrow.file'), { code: 'not_acceptable' });
  for (const none of ['text/csv;q=0', 'text/*;q=0', '*/*;q=0', 'text/csv;q=0, text/*;q=0.0', 'image/*'])
    t.throws(() => acceptedFormat(none), { code: 'not_acceptable' });
  // What is refused is not what the wildcard beside it stands for.
  t.throws(() => acceptedFormat('text/csv;q=0, text/*'), { code: 'not_acceptable' });
});
