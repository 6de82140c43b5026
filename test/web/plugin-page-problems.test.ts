import test from 'ava';
import { apply, disable, enable } from '../../host/plugin-manager/operations.ts';
import { rollback } from '../../host/plugin-manager/rollback-operation.ts';
import { pluginDeedOperations } from '../../host/web/plugin-pages/deed-operations.ts';
import { pluginPlanOperations } from '../../host/web/plugin-pages/plan-operations.ts';

const pages = [...pluginDeedOperations, ...pluginPlanOperations];

for (const { id, problems = [] } of [apply, enable, disable, rollback]) {
  test(`the page that does what ${id} does declares its problems`, (t) => {
    const page = pages.find((one) => one.id === `web.plugin_${id.split('.')[1]}`);

    t.true(problems.includes('bisect_running'));
    t.deepEqual(
      problems.filter((code) => !page?.problems?.includes(code)),
      [],
    );
  });
}
