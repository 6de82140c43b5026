import { QueryPool } from './pool.ts';
import type { Readable } from 'node:stream';
import { spawnSync } from 'node:child_process';
import { DuckDBInstance } from '@duckdb/node-api';
let n=0;
const pool = new QueryPool({ folder:'/tmp/q/run', newId: () => `q${n++}`, log: () => {} });
const scope = { key:'a', views:[{name:'flights', files:['/tmp/q/f1m.parquet']}, {name:'f3', files:['/work/main/node_modules/vega-datasets/data/flights-3m.parquet']}] };
const c = await (await DuckDBInstance.create(':memory:')).connect();
await c.run("create view flights as from read_parquet('/tmp/q/f1m.parquet'); create view f3 as from read_parquet('/work/main/node_modules/vega-datasets/data/flights-3m.parquet')");
const drain = async (b: Buffer|Readable) => { if (Buffer.isBuffer(b)) return; for await (const _ of b) {} };
const ours = async (sql: string, format: any, limit=1000000) => { const t=performance.now(); const a = await pool.run({ scope, sql, limit, format, timeoutMs: 60000 }); await drain(a.body); await a.end; return performance.now()-t; };
const own = async (sql: string, o: string) => { const t=performance.now(); await c.run(`COPY (${sql}) TO '/tmp/q/own.out' (${o})`); return performance.now()-t; };
const med = (x: number[]) => Math.round(x.sort((a,b)=>a-b)[Math.floor(x.length/2)]!*10)/10;
await ours('select 1','json'); await ours('select 1','json'); await ours('select 1','json');
for (const [label, sql, f, o] of [['csv','from flights','csv','FORMAT csv, HEADER'],['csv f3 limit','from f3 limit 1000000','csv','FORMAT csv, HEADER'],['csv order','from flights order by delay','csv','FORMAT csv, HEADER'],['ndjson','from flights','ndjson','FORMAT json'],['json','from flights','json','FORMAT json'],['parquet','from flights','parquet','FORMAT parquet']] as const) {
  const a=[], b=[]; for (let k=0;k<7;k++) { b.push(await own(sql,o)); a.push(await ours(sql,f)); }
  const [x,y]=[med(a),med(b)]; console.log(label, 'ours', x, 'own', y, 'ratio', (x/y).toFixed(2), 'min', Math.round(Math.min(...a)), Math.round(Math.min(...b)));
}
for (const sql of ['select origin, count(*) from flights group by 1 order by 2 desc limit 5', 'select 1']) { const a=[], b=[]; for (let k=0;k<200;k++) { a.push(await ours(sql,'json',1000)); const t=performance.now(); (await c.runAndReadAll(sql)).getRowsJson(); b.push(performance.now()-t); } console.log(sql, med(a), 'own', med(b)); }
await pool[Symbol.asyncDispose]();
