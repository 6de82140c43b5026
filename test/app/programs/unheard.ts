import { guardProcess } from '../../../host/app/guards.ts';

/* Prints when nobody listens any more, and ends with the number of errors that made it print again. */

let printed = 0;
guardProcess((message) => {
  printed += 1;
  process.stderr.write(`${message}\n`);
});
process.stdin.once('data', async () => {
  for (let turn = 0; turn < 50; turn += 1) {
    process.stderr.write('still here\n');
    process.stdout.write('still here\n');
    await new Promise((resolve) => setImmediate(resolve));
  }
  process.exit(printed);
});
