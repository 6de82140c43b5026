import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Which schema versions the file of a state folder has, read from outside and without writing. */
export const storedVersions = async (folder: string): Promise<readonly number[]> => {
  const path = join(folder, 'state', 'system.duckdb');
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists ? versionsIn(path) : [];
};

const versionsIn = async (path: string): Promise<readonly number[]> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`ATTACH '${path}' AS seen (READ_ONLY)`);
  const answer = await connection.runAndReadAll(
    'SELECT version FROM seen.main.schema_migrations ORDER BY version',
  );
  connection.closeSync();
  instance.closeSync();
  return answer.getRows().map(([version]) => Number(version));
};
