import { spawnSync } from 'node:child_process';
import test from 'ava';
import { olderNode } from '../support/older-node.ts';

const refusedBy = test.macro({
  title: (_, entry: string) => `${entry} run by an older Node says so in one line and exits with 1`,
  async exec(t, entry: string, line: RegExp) {
    const older = await olderNode(process.env['PATH'] ?? '');
    if (older === undefined) {
      t.log('There is no older Node on this machine to try it with.');
      t.pass();
      return;
    }

    const { status, stdout, stderr } = spawnSync(older, [entry], { encoding: 'utf8' });

    t.is(status, 1);
    t.is(stdout, '');
    t.regex(stderr, line);
  },
});

test(refusedBy, 'host/app/main.js', /^Agnes needs Node 26 or newer and this is v[\d.]+; .+\n$/);
test(refusedBy, 'cli/agnes.js', /^agnes needs Node\.js 26 or newer, this is [\d.]+: .+\n$/);
