import { type Static, Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { pluginAddress } from '../plugin-address.ts';
import type { BisectView } from './bisect.ts';
import type { Diagnosis } from './diagnosis.ts';
import { doctorWire } from './doctor-check.ts';
import { generationDiffWire } from './generation-diff.ts';
import { stepsLeft } from './halving.ts';
import { whyWire } from './why.ts';

interface Services {
  readonly pluginDiagnosis: Pick<Diagnosis, 'why' | 'doctor' | 'diff'>;
}

interface BisectServices {
  readonly pluginDiagnosis: Pick<Diagnosis, 'bisect'>;
  readonly store: Pick<SystemStore, 'write'>;
}

const generation = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));

/** Compares generations; pages ask it, too. */
export const diff = operation({
  id: 'plugins.diff',
  route: 'GET /api/admin/plugins/generations/diff',
  summary: 'What is different between two generations of plugins: versions, capabilities, settings, files',
  who: 'admin',
  query: Type.Object({
    from: generation('Absent: the parent of `to`; 0: nothing was installed.'),
    to: generation('Absent: the current one.'),
  }),
  result: generationDiffWire,
  problems: ['generation_not_found'],
  run: ({ query: { from, to } }, { pluginDiagnosis }: Services) => pluginDiagnosis.diff(from, to),
});

/** Examines the host; pages ask it, too. */
export const doctor = operation({
  id: 'plugins.doctor',
  route: 'GET /api/admin/plugins/doctor',
  summary: 'Looks at everything that plugins rest on: files, history, store, disk, pins, sign-in',
  who: 'admin',
  result: doctorWire,
  run: (_input, { pluginDiagnosis }: Services) => pluginDiagnosis.doctor(),
});

/** Explains one plugin; pages ask it, too. */
export const why = operation({
  id: 'plugins.why',
  route: 'GET /api/admin/plugins/:publisher/:slug/why',
  summary: 'Why a plugin is in its state, in plain words, and what to do',
  who: 'admin',
  params: pluginAddress,
  result: whyWire,
  problems: ['plugin_not_found'],
  run: ({ params: { publisher, slug } }, { pluginDiagnosis }: Services) =>
    pluginDiagnosis.why(`${publisher}/${slug}`),
});

/** What is done with a search. */
export const bisectAction = Type.Union([
  Type.Literal('start'),
  Type.Literal('good'),
  Type.Literal('bad'),
  Type.Literal('stop'),
]);

/** How far a search is. */
export const bisectWire = Type.Object({
  state: Type.Union(
    [
      Type.Literal('idle'),
      Type.Literal('running'),
      Type.Literal('found'),
      Type.Literal('none'),
      Type.Literal('stopped'),
    ],
    {
      description: '`none`: no plugin breaks it, or two only do together.',
    },
  ),
  current_generation: Type.Integer(),
  remaining: Type.Integer({ description: 'How many plugins may still be it.' }),
  culprit: Type.Optional(Type.String()),
  on: Type.Array(Type.String(), { description: 'Of those that are searched, which run now.' }),
  off: Type.Array(Type.String()),
  steps_left: Type.Integer({ description: 'Most answers until the end.' }),
  began_from: Type.Union([Type.Integer(), Type.Null()], { description: 'What it ends with.' }),
  message: Type.String({ description: 'What to do next, or what came out.' }),
});

/** Tells of the search; pages ask it, too. */
export const bisectShown = operation({
  id: 'plugins.bisect_show',
  route: 'GET /api/admin/plugins/bisect',
  summary: 'How far the search for a plugin that breaks has come',
  who: 'admin',
  result: bisectWire,
  run: async (_input, { pluginDiagnosis }: BisectServices) =>
    bisectOnWire(await pluginDiagnosis.bisect.view()),
});

/** Begins, answers and ends a search; pages do it, too. */
export const bisect = operation({
  id: 'plugins.bisect',
  route: 'POST /api/admin/plugins/bisect',
  summary: 'Find the plugin that breaks something: halves of them are switched off until one is left',
  who: 'admin',
  body: Type.Object(
    {
      action: bisectAction,
      good: generation('With `start`: all was well in it; only what is another since is searched.'),
    },
    { additionalProperties: false },
  ),
  result: bisectWire,
  problems: [
    'bisect_running',
    'bisect_not_running',
    'bisect_nothing',
    'bisect_other_versions',
    'bisect_step_lost',
    'generation_not_found',
    'generation_changed',
  ],
  audit: ({ body: { action, good } }) => ({
    action: 'plugin.bisect',
    resource: 'plugins',
    params: { action, good: good ?? null },
  }),
  run: async ({ body: { action, good }, principal, intent }, services: BisectServices) => {
    const { bisect: search } = services.pluginDiagnosis;
    await services.store.write(intent, async () => undefined);
    if (action === 'start') return bisectOnWire(await search.start(good, principal.userId));
    return bisectOnWire(await (action === 'stop' ? search.stop() : search.answer(action)));
  },
});

const bisectOnWire = ({ current, search }: BisectView): Static<typeof bisectWire> => {
  const isOn = search?.outcome === 'running';
  return {
    state: search?.outcome ?? 'idle',
    current_generation: current,
    remaining: isOn ? search.suspects.length : 0,
    ...(search?.culprit && { culprit: search.culprit }),
    on: isOn ? search.on : [],
    off: isOn ? search.all.filter((id) => !search.on.includes(id)) : [],
    steps_left: isOn ? stepsLeft(search) : 0,
    began_from: search?.began ?? null,
    message: messageOf(search),
  };
};

const messageOf = (search: BisectView['search']): string => {
  if (!search) return 'No search was ever made.';
  const { outcome, culprit, on, all, began } = search;
  const back = `Generation ${began} runs again.`;
  if (outcome === 'running')
    return `${on.length} of ${all.length} plugins are on. Look whether it works now, then answer good or bad.`;
  if (outcome === 'found') return `"${culprit}" is what breaks. ${back}`;
  if (outcome === 'stopped') return `The search was stopped. ${back}`;
  return on.length === 0
    ? `It breaks with all of them off, so no plugin that was searched is it. ${back}`
    : `None of them breaks it alone: two may do so together. ${back}`;
};

/** How administrators find out what is wrong. Before the operations on one plugin: their routes are alike. */
export const pluginDiagnosisOperations = [diff, doctor, bisectShown, bisect, why] as const;
