import test, { type ExecutionContext } from 'ava';
import { RunLog } from '../../host/extract/run-log.ts';
import { ConnectorProbe } from '../../host/extract/source-probe.ts';
import { systemIntent } from '../../host/http/intent.ts';
import type { JobResult } from '../../host/jobs/job.ts';
import { noticesAbout } from '../../host/registry/sources/notices.ts';
import { likeWhole } from '../support/like-whole.ts';
import { grants, runLab } from './support/run-lab.ts';

const intent = systemIntent('test');
const filtered = { where_filters: [{ column: 'a', operator: 'eq', values: [1] }] } as const;

interface Told {
  readonly run_id: string;
  readonly tables: readonly {
    readonly name: string;
    readonly status: string;
    readonly driver: string | null;
    readonly error: { readonly code: string } | null;
  }[];
  readonly notices: readonly { readonly code: string; readonly table: string | null }[];
}

/** What a job tells of its run. */
const told = ({ result }: JobResult): Told => result as Told;

const driversOf = (ran: JobResult) =>
  Object.fromEntries(told(ran).tables.map(({ name, driver, error }) => [name, error?.code ?? driver]));

const waysLab = async (t: ExecutionContext) => {
  const lab = await runLab(t);
  const source = (config: Readonly<Record<string, unknown>>) =>
    lab.registry.ensureSource({ slug: 'shop', type: 'ways', config }, intent);
  await source({});
  await lab.registry.ensureTable({ name: 'plain', connection: 'shop' }, intent);
  await lab.registry.ensureTable({ name: 'picked', connection: 'shop', options: filtered }, intent);
  return { ...lab, source, runLog: new RunLog({ ...lab, now: () => lab.clock.now }) };
};

test.serial(
  'what one driver cannot read the next does; a missing extension costs one try and is shown until a run does without',
  async (t) => {
    const lab = await waysLab(t);
    await lab.source({ missing: true });

    const without = await lab.run();
    const log = await lab.runLog.get(told(without).run_id);
    const [source] = await lab.registry.sources();
    const open = await lab.conditions.open();
    const shown = source ? noticesAbout(source, await lab.registry.tables(), open) : [];
    await lab.source({});
    const again = await lab.run();

    t.deepEqual(driversOf(without), { plain: 'steady', picked: 'steady' });
    t.is(lab.logs.filter((line) => line === 'native is tried').length, 2);
    likeWhole(t, told(without).notices, [{ source: 'shop', table: null, code: 'extension_unavailable' }]);
    likeWhole(t, log, {
      tables: [{ driver: 'steady' }, { driver: 'steady' }],
      notices: [{ source: 'shop', code: 'extension_unavailable' }],
    });
    likeWhole(t, shown, [{ code: 'extension_unavailable', table: null }]);
    t.regex(shown[0]?.message ?? '', /"swift".* 2 tables were read by "steady" instead of "native"\./);
    t.deepEqual(driversOf(again), { plain: 'native', picked: 'steady' });
    t.deepEqual(await lab.query('SELECT a.driver AS a, b.driver AS b FROM plain a, picked b'), [
      { a: 'native', b: 'steady' },
    ]);
    t.deepEqual(told(again).notices, []);
    t.deepEqual(await lab.open(), []);
  },
);

test.serial('a driver that is named is the only one', async (t) => {
  const lab = await waysLab(t);
  await lab.source({ driver: 'native', missing: true });
  await t.throwsAsync(lab.run(), { code: 'run_failed', message: /"swift"/ });
  await lab.source({ driver: 'steady', remark: 'A number became text.' });

  const ran = await lab.run();
  const remarked = await lab.open();
  await lab.source({ driver: 'steady' });
  await lab.run({ tables: ['plain'] });

  t.deepEqual(driversOf(ran), { plain: 'steady', picked: 'steady' });
  t.deepEqual(remarked, ['table column_type_fallback', 'table column_type_fallback']);
  t.deepEqual(await lab.open(), ['table column_type_fallback']);
});

test.serial(
  'a fallback comes after the own entry, for what that leaves, and is not started otherwise',
  async (t) => {
    const lab = await waysLab(t);
    const without = await lab.run();
    const before = lab.logs.filter((line) => line === 'last is tried').length;
    await lab.source({ refuses: 'picked' });

    const ran = await lab.run({ force: true });
    const [source] = await lab.registry.sources();
    const probe = new ConnectorProbe({ ...lab, ...grants(lab.dataDir) });
    const listed = source && (await probe.discover(source, new AbortController().signal));

    t.deepEqual(driversOf(without), { plain: 'native', picked: 'steady' });
    t.is(before, 0);
    t.deepEqual(driversOf(ran), { plain: 'native', picked: 'last' });
    t.deepEqual(listed?.discovered, [{ name: 'found', sourceTable: 'found' }]);
  },
);

test.serial('a source is tested and listed within its own limits', async (t) => {
  const lab = await waysLab(t);
  await lab.source({ driver: 'steady', limits: { memoryMb: 100, timeoutSec: 3600 } });
  const [source] = await lab.registry.sources();
  const probe = new ConnectorProbe({ ...lab, ...grants(lab.dataDir) });

  const listed = source && (await probe.discover(source, new AbortController().signal));

  const [heap] = listed?.discovered ?? [];
  t.true((heap?.sizeBytes ?? Number.POSITIVE_INFINITY) < 300 * 1024 * 1024, String(heap?.sizeBytes));
});
