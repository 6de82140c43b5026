import { armCrashPoint } from '../../../host/store/crash-point.ts';
import { makeChange } from '../support/make-change.ts';
import { openLake, registerTables } from '../support/open-lake.ts';

/* Publishes three orders into a data folder and dies at a step of the host. */
const [dataDir = '', crashAt] = process.argv.slice(2);
await using opened = await openLake(dataDir);
const source = await registerTables(opened, ['orders']);
const change = await makeChange(dataDir, source, { orders: 'SELECT * FROM range(3) t(id)' });
armCrashPoint(crashAt);
await opened.lake.publish(change);
