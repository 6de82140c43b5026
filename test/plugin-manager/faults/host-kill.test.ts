import { join } from 'node:path';
import test from 'ava';
import type { HostClient } from '../../support/host-client.ts';
import { startHost } from '../../support/start-host.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { steps } from './kills.ts';
import { openLab } from './lab.ts';
import { randomOf } from './random.ts';
import { packageOf, writeVersions } from './versions.ts';

/* `FAULTS=all` kills a whole host at every step of a change, not at one that the seed chooses. */

const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 100_000);
const chosen = process.env['FAULTS'] === 'all' ? steps : [randomOf(seed).pick(steps)];
const arm = new URL('programs/arm.ts', import.meta.url).href;

/** Asks for the version, which the host does not survive. */
const upgrade = async (client: HostClient, path: string): Promise<void> => {
  const body = { install: [{ source: { type: 'folder', path } }] };
  const { plan_id, plan_hash } = await client.ask('POST /api/admin/plugins/plan', { body });
  const approved = { plan_id, plan_hash, approve: ['process:host'] };
  await client.ask('POST /api/admin/plugins/apply', { body: approved });
};

for (const step of chosen)
  test.serial(
    `a whole host that is killed at ${step} starts with one version and its source answers`,
    async (t) => {
      t.log(`seed ${seed}`);
      const dataDir = join(await tempFolder(t), 'data');
      const packages = join(dataDir, 'packages');
      await writeVersions(packages);
      const lab = await openLab(dataDir);
      await lab.apply(await lab.plan('1.0.0'));
      await lab.close();
      const isNew = steps.indexOf(step) >= steps.indexOf('generation.current');

      const doomed = await startHost(t, {
        dataDir,
        env: { NODE_OPTIONS: `--import ${arm}`, CRASH_AT: step },
      });
      const gone = doomed.ended();
      await upgrade(await doomed.asAdmin(), packageOf(packages, '1.1.0')).catch(() => undefined);
      t.is(await gone, null);
      const host = await startHost(t, { dataDir });
      const client = await host.asAdmin();
      await client.ask('POST /api/admin/sources', { body: { slug: 'shop', type: 'orders', config: {} } });

      const version = isNew ? '1.1.0' : '1.0.0';
      t.like(await client.ask('GET /api/admin/plugins/acme/orders'), { version, state: 'active' });
      const tried = await client.ask('POST /api/admin/plugins/acme/orders/test', {
        body: { connection: 'shop' },
      });
      t.like(tried, { ok: true });
    },
  );
