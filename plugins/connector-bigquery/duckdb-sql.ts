/** True for a query that names tables as `bq."dataset"."table"`: between double quotes GoogleSQL has texts, not names. */
export const isDuckDbSql = (sql: string): boolean => /\bbq\s*\.\s*"/i.test(sql);
