import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoDataMissing } from './errors.ts';
import { exitCode } from './exit-code.ts';
import { guardProcess } from './guards.ts';
import { startHost } from './host.ts';
import { instanceConfig } from './instance-config.ts';
import type { Invocation } from './invocation.ts';
import { jsonLog } from './log.ts';
import { untilStopped } from './until-stopped.ts';

const configFile = fileURLToPath(new URL('../../config/demo.yaml', import.meta.url));

/** `npm run demo`: a host with public data sets and a fresh password, with nothing to configure. */
export const demo = async ({ env, terminal }: Invocation): Promise<number> => {
  const seeded = {
    ...env,
    AGNES_DEMO_FILES: demoFiles(),
    SEED_ADMIN_EMAIL: env['SEED_ADMIN_EMAIL'] || 'admin@example.com',
    SEED_ADMIN_PASSWORD: env['SEED_ADMIN_PASSWORD'] || randomBytes(12).toString('base64url'),
  };
  const instance = await instanceConfig(configFile, seeded);
  const log = jsonLog(terminal.warn, Date.now);
  using _guard = guardProcess(log);
  await using host = await startHost({ instance, env: seeded, log, resetPassword: true });
  const failed = await host.loadFirstData();
  for (const failure of failed) terminal.warn(failure);
  terminal.print(welcome(host.url, seeded));
  await untilStopped();
  return exitCode.ok;
};

const demoFiles = (): string => {
  try {
    return join(fileURLToPath(import.meta.resolve('vega-datasets')), '../../data');
  } catch (cause) {
    throw demoDataMissing({}, { cause });
  }
};

const welcome = (
  url: string,
  { SEED_ADMIN_EMAIL, SEED_ADMIN_PASSWORD }: Record<string, string | undefined>,
): string => {
  const server = url === 'http://localhost:8000' ? '' : ` --server ${url}`;
  return [
    '',
    `  Agnes is ready:  ${url}`,
    `  E-mail:          ${SEED_ADMIN_EMAIL}`,
    `  Password:        ${SEED_ADMIN_PASSWORD}`,
    '',
    '  Try, in another terminal:',
    `    echo '${SEED_ADMIN_PASSWORD}' | npx agnes${server} auth login --email ${SEED_ADMIN_EMAIL} --password-stdin`,
    `    npx agnes query --remote "select origin, count(*) from flights_3m group by 1 order by 2 desc limit 5"`,
    '',
    `  A laptop and its coding agent are connected here:  ${url}/setup`,
    '',
    '  Ctrl-C stops it.',
    '',
  ].join('\n');
};
