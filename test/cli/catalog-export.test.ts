import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { tempFolder } from '../support/temp-folder.ts';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

test('an export of the catalog fails when a part is missing, and copies its files where that is wanted', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /x/agnes/connector-openmetadata/jobs/export', json({ job_id: 'j1' }));
  server.answers.set('GET /api/jobs/j1/events', (_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('event: end\ndata: {}\n\n'),
  );
  const machine = await newMachine(t, server.url);
  const folder = join(await tempFolder(t), 'copy');
  const exported = (status: string, result: object, ...args: readonly string[]) => {
    server.answers.set('GET /api/jobs/j1', json({ id: 'j1', status, result: { result } }));
    return machine.run(['admin', 'catalog', 'export', ...args]);
  };
  const files = [{ path: 'metrics/general/a.yml', text: '- name: a\n' }];

  t.is((await exported('succeeded', { metrics_count: 2 })).code, 0);
  t.is((await exported('failed', {})).code, 1);
  const partly = await exported('partial', { files }, '--out', folder);
  t.deepEqual([partly.code, partly.stdout], [1, `1 files below ${folder}\n`]);
  t.is(await readFile(join(folder, 'metrics/general/a.yml'), 'utf8'), '- name: a\n');

  const outside = [{ path: 'metrics/../../x.yml', text: 'x' }];
  t.regex((await exported('succeeded', { files: outside }, '--out', folder)).stderr, /names a file/);
  t.regex(
    (await exported('succeeded', { files_left_out: 900 }, '--out', folder)).stderr,
    /too large for a copy/,
  );
  t.is((await exported('succeeded', {}, '--out', folder, '--no-wait')).code, 2);
  t.deepEqual(server.bodies.slice(0, 3), [{}, {}, { with_files: true }]);
});
