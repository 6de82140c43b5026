import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import type { Plugins } from '../../host/kernel/plugins.ts';
import { pluginJobDraft } from '../../host/plugin-jobs/plugin-job-draft.ts';
import { ScheduleSync } from '../../host/plugin-jobs/schedule-sync.ts';
import type { Source } from '../../host/registry/source.ts';
import { every, openSchedules, schedulesOn } from '../jobs/schedules/open-schedules.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';

const fixtures = fileURLToPath(new URL('../fixtures/plugins', import.meta.url));
const intent = systemIntent('test');
const by = { changedBy: 'ann' };

const pluginsThatAre = async (t: ExecutionContext, on: boolean, settings: object = {}): Promise<Plugins> => {
  const none = await tempFolder(t);
  const started = await startPlugins(
    t,
    { bundled: fixtures, local: none, store: none },
    {
      isEnabled: (id) => on || id !== 'acme/chores',
      settingsOf: ({ id }) => (id === 'acme/chores' ? settings : undefined),
    },
  );
  return started.plugins;
};

const sourceOf = (slug: string, config: Source['config']): Source => ({
  ...{ id: slug, slug, type: 'pushes', connector: '', title: slug, secretRefs: {} },
  ...{ isDefault: false, enabled: true, config },
});

test('schedules of plugins come, follow their settings, and rest with their plugin', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, conditions } = opened;
  const sources: Source[] = [sourceOf('desk', { fill_schedule: 'daily 04:00' }), sourceOf('shop', {})];
  const registry = { sources: async () => sources };
  const parts = { schedules, conditions, registry };
  const shown = async () =>
    (await schedules.list()).map(({ id, spec, enabled, target }) =>
      `${id} ${spec} ${enabled} ${target}`.trim(),
    );

  const on = new ScheduleSync({
    ...parts,
    plugins: await pluginsThatAre(t, true, { dust_schedule: 'hourly' }),
  });
  await on.sync();
  const first = await shown();
  const faults = (await conditions.open()).map(({ subjectId, code }) => `${subjectId} ${code}`);
  await schedules.update('pushes.fill:desk', { spec: 'every 2h', ...by }, intent);
  sources[0] = sourceOf('desk', { fill_schedule: 'daily 05:00' });
  sources[1] = sourceOf('shop', { fill_schedule: 'every 1h' });
  await on.sync();
  const second = await shown();
  const off = new ScheduleSync({ ...parts, plugins: await pluginsThatAre(t, false) });
  await off.sync();
  const resting = await shown();
  const again = await pluginsThatAre(t, true, { dust_schedule: 'every 3h' });
  await new ScheduleSync({ ...parts, plugins: again }).sync();
  const woken = await shown();
  t.deepEqual(first, ['chores.tidy every 6h true', 'pushes.fill:desk daily 04:00 true desk']);
  t.deepEqual(faults, ['chores.dust bad_schedule']);
  t.deepEqual(second, [
    'chores.tidy every 6h true',
    'pushes.fill:desk every 2h true desk',
    'pushes.fill:shop every 1h true shop',
  ]);
  t.is(resting[0], 'chores.tidy every 6h false');
  t.deepEqual(woken.slice(0, 2), ['chores.dust every 3h true', 'chores.tidy every 6h true']);
});

test('the schedule of a source rests while the source is off, and goes while its setting is no schedule', async (t) => {
  const { schedules, conditions } = await openSchedules(t);
  const desk = { config: { fill_schedule: 'every 2h' }, enabled: true };
  const registry = {
    sources: async () => [{ ...sourceOf('desk', desk.config), enabled: desk.enabled }],
  };
  const sync = new ScheduleSync({ schedules, conditions, registry, plugins: await pluginsThatAre(t, true) });
  const shown = async () => {
    await sync.sync();
    await schedules.review();
    const [own] = (await schedules.list()).filter(({ id }) => id === 'pushes.fill:desk');
    const faults = (await conditions.open()).map(({ subjectId, code }) => `${subjectId} ${code}`);
    return [own && `${own.spec} ${own.enabled} ${own.lastStatus ?? ''}`.trim(), ...faults];
  };

  t.deepEqual(await shown(), ['every 2h true']);
  await schedules.update('pushes.fill:desk', { spec: 'every 5h', ...by }, intent);
  desk.enabled = false;
  t.deepEqual(await shown(), ['every 5h false skipped(source_off)']);
  desk.enabled = true;
  t.deepEqual(await shown(), ['every 5h true']);
  desk.config = { fill_schedule: 'hourly' };
  t.deepEqual(await shown(), [undefined, 'pushes.fill:desk bad_schedule']);
  desk.config = { fill_schedule: '' };
  t.deepEqual(await shown(), [undefined]);
});

test('a schedule that an administrator has switched off stays off, whatever becomes of its plugin', async (t) => {
  const { schedules, conditions, one } = await openSchedules(t);
  const parts = { schedules, conditions, registry: { sources: async () => [] } };
  const [on, off] = [await pluginsThatAre(t, true), await pluginsThatAre(t, false)];
  await new ScheduleSync({ ...parts, plugins: on }).sync();
  await schedules.update('chores.tidy', { enabled: false, ...by }, intent);

  for (const plugins of [off, on]) await new ScheduleSync({ ...parts, plugins }).sync();

  t.like(await one('chores.tidy'), { enabled: false, createdBy: 'ann' });
});

test('a schedule of a source starts the job for that source, and goes when nobody brings the job any more', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, conditions, jobs } = opened;
  await schedules.ensure(every('every 15m', { id: 'work' }));
  const registry = { sources: async () => [sourceOf('desk', { fill_schedule: 'daily 04:00' })] };
  const parts = { schedules, conditions, registry };
  await new ScheduleSync({ ...parts, plugins: await pluginsThatAre(t, false) }).sync();
  const fill = { id: 'pushes.fill', contribution: { connector: 'pushes' } };
  const manners = { 'pushes.fill': (payload: unknown) => pluginJobDraft(fill, payload) };
  jobs.handle('pushes.fill', async () => ({}));
  opened.clock.advance(6 * 3_600_000);

  await schedulesOn(opened, { manners }).fire('pushes.fill:desk');
  const [fired] = await jobs.list({ userId: '', isAdmin: true }, { kind: 'pushes.fill' });
  // As after a restart: nobody does what no plugin brings.
  const later = schedulesOn(opened, { jobs: { wake: () => {}, kinds: () => ['work'] } });
  const none = { jobs: () => [], manifests: () => [] };
  await new ScheduleSync({ ...parts, schedules: later, plugins: none }).sync();

  t.like(fired, { lane: 'plugin', params: { source: 'desk' }, concurrencyKey: 'plugin-job of pushes' });
  t.deepEqual(
    (await schedules.list()).map(({ id }) => id),
    ['work'],
  );
});
