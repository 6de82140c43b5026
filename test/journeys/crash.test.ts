import { join } from 'node:path';
import test from 'ava';
import type { HostClient } from '../support/host-client.ts';
import { journalSource } from '../support/journal-source.ts';
import { startHost } from '../support/start-host.ts';
import { untilFile } from '../support/until-file.ts';

/* A run publishes both tables or none: the batches that readers see are never two. */

const balance = `select 'debit' as side, batch, count(*) from debit group by batch
  union all select 'credit', batch, count(*) from credit group by batch order by 1 desc`;

const whole = (batch: number, rows = 3) => [
  ['debit', batch, rows],
  ['credit', batch, rows],
];

const statusesOf = async (client: HostClient) => {
  const { jobs } = await client.ask('GET /api/jobs?kind=sync.run');
  return (jobs as readonly { readonly status: string }[]).map(({ status }) => status);
};

test.serial(
  'a host killed while a connector reads serves the old data; the run is taken up again',
  async (t) => {
    const source = await journalSource(t);
    const host = await startHost(t, source);
    const client = await host.asAdmin();
    await client.sync();
    await source.write(2);
    await source.hold();
    const job = await client.trigger();
    await client.untilEvent(job, 'log', 'half way');

    await host.kill9();
    const again = await (await startHost(t, source)).asAdmin();
    const served = await again.rows(balance);
    await again.ask(`POST /api/jobs/${job}/cancel`);
    await again.untilEvent(job, 'end');
    await source.letGo();
    await again.sync();

    t.deepEqual(served, whole(1));
    t.deepEqual(await again.rows(balance), whole(2));
    t.deepEqual(await statusesOf(again), ['succeeded', 'cancelled', 'succeeded']);
  },
);

test.serial(
  'a host killed while it takes data in serves the old data; the run goes on by itself',
  async (t) => {
    const rows = 1_000_000;
    const source = await journalSource(t);
    const host = await startHost(t, source);
    const client = await host.asAdmin();
    await client.sync();
    await source.write(2, rows);
    const takingIn = untilFile(join(source.dataDir, 'runs'), /parquet\/.*debit/);
    const job = await client.trigger();
    await takingIn;
    // Read again it would be there before anybody has asked.
    await source.hold();

    await host.kill9();
    const again = await (await startHost(t, source)).asAdmin();
    const served = await again.rows(balance);
    await source.letGo();
    await again.untilEvent(job, 'end');

    t.deepEqual(served, whole(1));
    t.deepEqual(await again.rows(balance), whole(2, rows));
    t.deepEqual(await statusesOf(again), ['succeeded', 'succeeded']);
  },
);

test.serial(
  'a host killed right after publishing serves the new data; its job ends, and the next run works',
  async (t) => {
    const source = await journalSource(t);
    const host = await startHost(t, source);
    const client = await host.asAdmin();
    await client.sync();
    await source.write(2);
    const job = await client.trigger();
    await client.untilEvent(job, 'table', 'published');

    await host.kill9();
    const again = await (await startHost(t, source)).asAdmin();
    const served = await again.rows(balance);
    await again.untilEvent(job, 'end');
    await source.write(3);
    await again.sync();

    t.deepEqual(served, whole(2));
    t.deepEqual(await again.rows(balance), whole(3));
    t.deepEqual(await statusesOf(again), ['succeeded', 'succeeded', 'succeeded']);
  },
);
