import { Plugins } from '../../../host/kernel/plugins.ts';
import { quietDeps } from '../../support/quiet-deps.ts';
import { openSettings } from '../support/settings-lab.ts';

/* Changes a setting and dies on the way: `<folder> <crash point>`. */

const [folder = '', crash = ''] = process.argv.slice(2);
const plugins = new Plugins(quietDeps({ bundled: folder, local: folder }));
const { settings } = await openSettings({ folder, plugins, crash });
await settings.change(
  { sections: { instance: { subtitle: 'new' } }, confirmDanger: false },
  { action: 'instance_config.update', actor: { kind: 'system' } },
);
process.stdout.write('changed\n');
