import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Imported into a host by `--import`. Whoever asks on the socket gets the longest gap since it was asked last, in
// milliseconds; a gap is time in which nothing of the host ran, its own work or a processor that it did not get.
// The host starts over once, in the same process, with its own settings of the runtime; only then it is one.
const resolution = 5;

if (process.env['UV_THREADPOOL_SIZE'] !== undefined) {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  createServer((_request, answer) => {
    answer.end(String(Math.max(0, delay.max / 1e6 - resolution)));
    delay.reset();
  })
    .listen(process.env['BENCH_LOOP_SOCKET'])
    .unref();
}
