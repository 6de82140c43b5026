import { rejects } from 'node:assert/strict';
import { join } from 'node:path';
import { badDownload } from '../../cli/update/errors.ts';
import { swapIn } from '../../cli/update/swap.ts';

/** Run as a program: puts what lies in the work folder of a prefix in place, or has to take it out again. */
const [prefix = '', outcome] = process.argv.slice(2);
const scope = join(prefix, 'lib/node_modules/@agnes');
const place = { bin: join(prefix, 'bin'), program: join(scope, 'cli'), work: join(scope, '.agnes-update') };
const fresh = join(place.work, 'npm');
if (outcome === 'good') {
  await swapIn(place, fresh, async () => undefined);
} else {
  await rejects(swapIn(place, fresh, async () => Promise.reject(badDownload({ file: 'x', reason: 'y' }))));
}
