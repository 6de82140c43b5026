import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** DuckDB shortens a zone, which is written in full here. */
const zone = /(\d\d:\d\d:\d\d(?:\.\d+)?\+00)(?=[,\n"\]])/g;

/** What DuckDB itself makes of statements over the tables of the lab, as CSV. */
export const plainAnswers = async (
  folder: string,
  statements: readonly string[],
): Promise<readonly string[]> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  for (const name of ['orders', 'people'])
    await connection.run(`CREATE VIEW ${name} AS FROM read_parquet('${join(folder, `${name}.parquet`)}')`);
  const answers: string[] = [];
  const path = join(folder, 'plain-answer.csv');
  for (const sql of statements) {
    await connection.run(`COPY (SELECT * FROM (\n${sql}\n)) TO '${path}' (FORMAT csv, HEADER true)`);
    answers.push((await readFile(path, 'utf8')).replaceAll(zone, '$1:00'));
  }
  connection.closeSync();
  instance.closeSync();
  return answers;
};
