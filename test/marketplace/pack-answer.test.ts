import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { asksForRefs, isWholeClone } from '../../marketplace/feed/clone-request.ts';
import { packAnswer } from '../../marketplace/feed/pack-answer.ts';
import { feedRepositories, feedWorkshop, twoPlugins } from '../support/feed-workshop.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const id = 'c'.repeat(40);
const other = 'd'.repeat(40);
const line = (text: string): string => (text.length + 4).toString(16).padStart(4, '0') + text;

/** A request of the second version, as git writes it. */
const request = (abilities: readonly string[], wanted: readonly string[]): Buffer =>
  Buffer.from(
    `${[line('command=fetch'), ...abilities.map(line)].join('')}0001${wanted.map(line).join('')}0000`,
  );
const usual = ['agent=git/2.39.5', 'object-format=sha1'];
const whole = [
  'thin-pack',
  'no-progress',
  'include-tag',
  'ofs-delta',
  `want ${id}\n`,
  `want ${id}\n`,
  'done\n',
];

test('a clone of everything is told from every other request', (t) => {
  const others = [
    request(usual, [...whole.slice(0, -1)]),
    request(usual, [...whole, `have ${other}\n`]),
    request(usual, [...whole, `want ${other}\n`]),
    request(usual, [...whole, 'deepen 1']),
    request(usual, [...whole, `shallow ${other}`]),
    request(usual, [...whole, 'filter blob:none']),
    request(usual, [...whole, 'sideband-all']),
    request(
      usual,
      whole.filter((text) => text !== 'ofs-delta'),
    ),
    request([...usual, 'object-format=sha256'], whole),
    request(usual, whole).subarray(0, -4),
    Buffer.concat([request(usual, whole), Buffer.from(line('done'))]),
    Buffer.from(`${line('command=ls-refs')}0001${line('peel')}0000`),
    Buffer.from('ffffcommand=fetch'),
    Buffer.from('0003'),
    Buffer.from('not git'),
    Buffer.alloc(0),
  ];

  t.true(isWholeClone(request(usual, whole), id));
  t.false(isWholeClone(request(usual, whole), other));
  t.deepEqual(
    others.filter((one) => isWholeClone(one, id)),
    [],
  );
  t.deepEqual(
    others.map((one, index) => (asksForRefs(one) ? index : -1)).filter((index) => index >= 0),
    [11],
  );
});

test('the pack of a repository, line by line, is what git would have sent', async (t) => {
  const { feed, store } = await feedWorkshop(t);
  const { serve, repositories } = await feedRepositories(t, store);
  const large = { path: 'tools/large.bin', content: randomBytes(200_000) };
  const commit = await serve(await feed([...twoPlugins('x'), large]));
  const folder = (await repositories.find(commit)) ?? '';

  const answer = Buffer.concat(await Array.fromAsync((await packAnswer(folder)) ?? []));

  const [head, ...lines] = [...linesOf(answer)];
  t.is(head?.toString(), 'packfile\n');
  t.true(lines.length > 3);
  t.true(lines.every((part) => part[0] === 1));
  const pack = join(await tempFolder(t), 'sent.pack');
  await writeFile(pack, Buffer.concat(lines.map((part) => part.subarray(1))));
  await run('git', ['index-pack', pack]);
  const { stdout } = await run('git', ['verify-pack', '-v', pack]);
  const { stdout: reached } = await run('git', [
    '-C',
    folder,
    'rev-list',
    '--objects',
    '--no-object-names',
    commit,
  ]);
  const sent = stdout.match(/^[0-9a-f]{40}(?= )/gm) ?? [];
  t.deepEqual([...sent].sort(), reached.trim().split('\n').sort());
  t.is(await packAnswer(join(folder, 'none')), undefined);
});

/** The lines of an answer up to the flush at its end. */
function* linesOf(answer: Buffer): Generator<Buffer> {
  for (let at = 0; at < answer.length; ) {
    const length = Number.parseInt(answer.toString('latin1', at, at + 4), 16);
    if (length === 0) return;
    yield answer.subarray(at + 4, at + length);
    at += length;
  }
}
