import { quoteText } from '../store/quote-ident.ts';

/** Reads exactly these parquet files as one table: by column name, and never columns made from folder names. */
export const selectFiles = (files: readonly string[]): string =>
  `SELECT * FROM read_parquet(${fileList(files)}, union_by_name = true, hive_partitioning = false)`;

/** A list of files as SQL. A bracket, star or question mark in the name of a folder is a name, not a pattern. */
export const fileList = (files: readonly string[]): string =>
  `[${files.map((path) => quoteText(path.replaceAll(/[[*?]/g, '[$&]'))).join(', ')}]`;
