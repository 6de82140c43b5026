import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { sdkResolverPath } from '../../host/kernel/sdk-resolution.ts';
import { writePlugin } from '../support/plugin-folders.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const sdk = fileURLToPath(new URL('../../sdk/', import.meta.url));

test('a confined child outside the repository gets the SDK of the host, and needs to read no more than it', async (t) => {
  const folder = await writePlugin(await tempFolder(t), 'orders', {
    'connector.ts': `import { ConfigError } from '@agnes/sdk/connector';
      import { name } from './name.ts';
      console.log(name as string, ConfigError({ reason: 'none' }).code);`,
    'name.ts': `export const name: string = 'orders';`,
  });
  const mayRead = [sdk, sdkResolverPath, folder].map((path) => `--allow-fs-read=${path}`);
  const args = ['--permission', ...mayRead, '--import', sdkResolverPath, join(folder, 'connector.ts')];

  const { stdout, stderr } = await run(process.execPath, args, { env: {} });

  t.is(stdout, 'orders config_error\n');
  t.is(stderr, '');
});

test('a copy of the SDK that a plugin brings along is not used', async (t) => {
  const folder = await writePlugin(await tempFolder(t), 'orders', {
    'connector.ts': `import { isPlatformError } from '@agnes/sdk/errors'; console.log(typeof isPlatformError);`,
    'node_modules/@agnes/sdk/package.json': { exports: { './errors': './errors.js' } },
    'node_modules/@agnes/sdk/errors.js': 'export const isPlatformError = 1;',
  });

  const { stdout } = await run(process.execPath, ['--import', sdkResolverPath, join(folder, 'connector.ts')]);

  t.is(stdout, 'function\n');
});

test('a sub-path that the SDK does not have is an error that names it', async (t) => {
  const folder = await writePlugin(await tempFolder(t), 'orders', {
    'connector.ts': `import '@agnes/sdk/nope';`,
  });

  const ran = run(process.execPath, ['--import', sdkResolverPath, join(folder, 'connector.ts')]);

  await t.throwsAsync(ran, { message: /@agnes\/sdk/ });
});
