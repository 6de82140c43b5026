import { armCrashPoint } from '../../../host/store/crash-point.ts';
import { importState } from '../../../host/store/exchange/exchange.ts';

/** `import-and-die <state folder> <export> <crash point>`: dies in the middle of taking an export for the state. */
const [folder = '', source = '', point = ''] = process.argv.slice(2);
armCrashPoint(point);
await importState(folder, source, Date.now());
