import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { bisect, bisectAction } from '../../plugin-manager/diagnosis/operations.ts';
import { page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { askedBy } from '../plugin-pages/answers.ts';
import { orShowAgain } from '../refusal.ts';
import { bisectPage, diffPage, doctorPage, type HealthServices } from './health-pages.ts';

const doctor = operation({
  id: 'web.plugin_doctor',
  route: 'GET /admin/plugins/doctor',
  summary: 'What plugins rest on: every check with its state and what to do',
  who: 'admin',
  result: page,
  run: (input, services: HealthServices) => doctorPage(services, input),
});

const generation = Type.Optional(Type.Integer({ minimum: 0 }));

const diff = operation({
  id: 'web.plugin_diff',
  route: 'GET /admin/plugins/diff',
  summary: 'What is not the same in two generations of plugins',
  who: 'admin',
  query: Type.Object({ from: generation, to: generation }),
  result: page,
  problems: ['generation_not_found'],
  run: ({ query, ...input }, services: HealthServices) =>
    orShowAgain(
      () => diffPage(services, input, query),
      (refusal) => diffPage(services, input, { refusal }),
    ),
});

const search = operation({
  id: 'web.plugin_bisect_show',
  route: 'GET /admin/plugins/bisect',
  summary: 'How far the search for the plugin that breaks has come',
  who: 'admin',
  result: page,
  run: (input, services: HealthServices) => bisectPage(services, input),
});

const answer = operation({
  id: 'web.plugin_bisect',
  route: 'POST /admin/plugins/bisect',
  summary: 'Begins, answers or ends the search for the plugin that breaks, from the page',
  who: 'admin',
  body: Type.Object({
    action: bisectAction,
    good: Type.Optional(Type.String({ pattern: '^([1-9][0-9]{0,8})?$' })),
  }),
  result: page,
  problems: [
    'bisect_running',
    'bisect_not_running',
    'bisect_nothing',
    'bisect_other_versions',
    'bisect_step_lost',
    'generation_not_found',
    'generation_changed',
  ],
  audit: ({ body: { action, good = '' } }) => ({
    action: 'plugin.bisect',
    resource: 'plugins',
    params: { action, good: good === '' ? null : Number(good) },
  }),
  run: async (input, services: HealthServices) => {
    const { action, good = '' } = input.body;
    const body = { action, ...(good !== '' && { good: Number(good) }) };
    return orShowAgain(
      async () => {
        await bisect.run(askedBy(input, { body }), services);
        return seeOther('/admin/plugins/bisect');
      },
      (refusal) => bisectPage(services, input, refusal),
    );
  },
});

/** The pages that find out what is wrong with plugins. */
export const pluginHealthOperations = [doctor, diff, search, answer] as const;
