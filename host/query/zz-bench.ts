import { QueryPool } from './pool.ts';
import { Readable } from 'node:stream';
import { DuckDBInstance } from '@duckdb/node-api';
let n=0;
const pool = new QueryPool({ folder:'/tmp/q/run', newId: () => `q${n++}` });
const scope = { key:'a', views:[{name:'flights', files:['/tmp/q/f1m.parquet']}, {name:'f3', files:['/work/main/node_modules/vega-datasets/data/flights-3m.parquet']}] };
const c = await (await DuckDBInstance.create(':memory:')).connect();
await c.run("create view flights as from read_parquet('/tmp/q/f1m.parquet'); create view f3 as from read_parquet('/work/main/node_modules/vega-datasets/data/flights-3m.parquet')");
let peak = 0; const base = process.memoryUsage().rss; 
const drain = async (b: Buffer|Readable) => { if (Buffer.isBuffer(b)) return b.length; let s=0; for await (const x of b) { s+=x.length; peak=Math.max(peak, process.memoryUsage().rss); } return s; };
const ours = async (sql: string, format: any, limit=1000000) => { const t=performance.now(); const a = await pool.run({ scope, sql, limit, format, timeoutMs: 60000 }); await drain(a.body); await a.end; return performance.now()-t; };
const own = async (sql: string, o: string) => { const t=performance.now(); await c.run(`COPY (${sql}) TO '/tmp/q/own.out' (${o})`); return performance.now()-t; };
const med = (x: number[]) => Math.round(x.sort((a,b)=>a-b)[Math.floor(x.length/2)]!*10)/10;
await ours('select 1','json'); await ours('select 1','json');
for (const [label, sql, f, o] of [['csv order','from flights order by delay','csv','FORMAT csv, HEADER']] as const) {
  const a=[], b=[]; for (let k=0;k<7;k++) { b.push(await own(sql,o)); a.push(await ours(sql,f)); }
  const [x,y]=[med(a),med(b)]; console.log(label, 'ours', x, 'own', y, 'ratio', (x/y).toFixed(2), 'min ratio', (Math.min(...a)/Math.min(...b)).toFixed(2));
}
const small=[]; const ownSmall=[]; for (let k=0;k<200;k++) { small.push(await ours('select origin, count(*) from flights group by 1 order by 2 desc limit 5','json',1000)); const t=performance.now(); await (await c.runAndReadAll('select origin, count(*) from flights group by 1 order by 2 desc limit 5')).getRowsJson(); ownSmall.push(performance.now()-t); }
console.log('small group', med(small), 'own', med(ownSmall));
const one=[]; const ownOne=[]; for (let k=0;k<300;k++) { one.push(await ours('select 1','json',1000)); const t=performance.now(); await (await c.runAndReadAll('select 1')).getRowsJson(); ownOne.push(performance.now()-t); }
console.log('select 1', med(one), 'own', med(ownOne), 'p99', one[297]);
const key = async () => { const t=performance.now(); await (await pool.run({scope:{...scope, key:'k'+n++}, sql:'select 1', limit:10, format:'json', timeoutMs:60000})).end; return performance.now()-t };
const sb=[]; for(let k=0;k<20;k++) sb.push(await key()); console.log('sandbox build (2 views) + query', med(sb));
console.log('rss base', Math.round(base/1e6), 'peak', Math.round(peak/1e6));
await pool[Symbol.asyncDispose]();
