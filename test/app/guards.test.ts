import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const program = fileURLToPath(new URL('programs/unheard.ts', import.meta.url));

test('a host whose output nobody reads any more prints into the void, and not about that for ever', async (t) => {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] });
  t.teardown(() => void child.kill('SIGKILL'));
  child.stdout.destroy();
  child.stderr.destroy();

  child.stdin.end('go\n');
  const [code] = await once(child, 'exit');

  t.is(code, 0);
});
