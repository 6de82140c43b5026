import { sourceFiles } from './source-files.ts';

/** Every step at which these sources let themselves be killed. */
export const crashPoints = async (...patterns: readonly string[]): Promise<readonly string[]> => {
  const sources = await sourceFiles(...patterns);
  const found = sources.flatMap(({ text }) => [...text.matchAll(/crashPoint\('([^']+)'\)/g)]);
  return found.map(([, name]) => name ?? '');
};
