import { QueryPool } from './pool.ts';
import type { Readable } from 'node:stream';
import { monitorEventLoopDelay } from 'node:perf_hooks';
let n=0;
const pool = new QueryPool({ folder:'/tmp/q/run', newId: () => `q${n++}` });
const scope = { key:'a', views:[{name:'flights', files:['/tmp/q/f1m.parquet']}] };
const mb = () => Math.round(process.memoryUsage().rss/1e6);
console.log('start', mb()); let peak=0; const h = monitorEventLoopDelay({resolution: 5}); h.enable();
for (let k=0;k<4;k++) for (const format of ['csv','json','ndjson','parquet'] as const) {
  const a = await pool.run({ scope, sql: 'from flights', limit: 1000000, format, timeoutMs: 100000 });
  let s=0; for await (const x of a.body as Readable) { s+=x.length; peak=Math.max(peak, mb()); } await a.end;
}
console.log('peak', peak, 'loop max ms', Math.round(h.max/1e6), 'p99', Math.round(h.percentile(99)/1e6)); 
await pool[Symbol.asyncDispose]();
