/** Columns of the table that conditions of the tests are about. */
export const columns = ['id', 'Region', 'amount', 'ordered_at', 'day', 'date', 'odd`"name\\', 'payload'];

type Written = Readonly<Record<string, string>>;

/** Conditions of DuckDB, and how each is written anew. */
export const inDuckDb: Written = {
  'id = 1 -- the first': '("id" = 1)',
  'id = 1 -- the first\r and id < 3': '(("id" = 1) AND ("id" < 3))',
  'ordered_at > current_timestamp - interval (1.5) second and day > current_date - interval (2.7) day':
    '(("ordered_at" > (current_timestamp - INTERVAL (1.5) SECOND)) AND ("day" > (current_date - INTERVAL (2.7) DAY)))',
  'day < current_date - to_days(cast(3 as integer))': '("day" < (current_date - INTERVAL 3 DAY))',
  "/* a */ region <> 'o''clock' /* b */": `("Region" <> 'o''clock')`,
  'ID in (1, 2, 9007199254740993)': '("id" IN (1, 2, 9007199254740993))',
  'id not in (170141183460469231731687303715884105727)':
    '("id" NOT IN (170141183460469231731687303715884105727))',
  'amount between 1.50 and 2e3': '("amount" BETWEEN 1.50 AND 2e+3)',
  'amount > -0.05 and (not id is null or t.id = 3)':
    '(("amount" > (-0.05)) AND ((NOT ("id" IS NULL)) OR ("id" = 3)))',
  "region like 'a!_%' escape '!'": `("Region" LIKE 'a!_%' ESCAPE '!')`,
  "region not ilike '%X'": `("Region" NOT ILIKE '%X')`,
  '"odd`""name\\" = $$a\'b$$': `("odd\`""name\\" = 'a''b')`,
  "ordered_at >= timestamp '2026-01-01' - interval 7 day": `("ordered_at" >= (CAST('2026-01-01' AS TIMESTAMP) - INTERVAL 7 DAY))`,
  "ordered_at < date_trunc('month', date_add(current_date, interval (id + 1) month))": `("ordered_at" < date_trunc('month', (current_date + INTERVAL (("id" + 1)) MONTH)))`,
  'extract(isoweek from day) = 5 or year(day) is null': 'unknown_function',
  'extract(year from day) = 2026': `(date_part('year', "day") = 2026)`,
  'if(id > 1, true, null) is true':
    '(CAST(CASE WHEN ("id" > 1) THEN CAST(\'t\' AS BOOLEAN) ELSE NULL END AS BOOLEAN) IS NOT DISTINCT FROM TRUE)',
  'coalesce(try_cast(region as decimal(9, 2)), id::bigint, 0) % 2 = mod(id, 2)':
    '((COALESCE(TRY_CAST("Region" AS DECIMAL(9, 2)), CAST("id" AS BIGINT), 0) % 2) = mod("id", 2))',
  "contains_substr(region, 'A') and regexp_contains(region, '^r')": `(contains(lower("Region"), lower('A')) AND regexp_matches("Region", '^r'))`,
  '- - id < + 4': '((- (- "id")) < (+ 4))',
  'case id when 1 then 2 end = 2': '(CASE WHEN ("id" = 1) THEN 2 ELSE NULL END = 2)',
};

/** Conditions of GoogleSQL, and how each is written anew. */
export const inGoogleSql: Written = {
  '`Region` = "say \\"hi\\"" # the rest': '(`Region` = \'say "hi"\')',
  'id = 1 # the first\r and id < 3 -- and\r\n and id > 0': '((`id` = 1) AND (`id` < 3) AND (`id` > 0))',
  "region = r'\\d' and region != '''a'b\n'''": "((`Region` = '\\\\d') AND (`Region` <> 'a\\'b\\u000a'))",
  "`odd\\`\"name\\\\` = '\\u00e9\\x41\\101'": "(`odd\\`\"name\\\\` = 'éAA')",
  'id in (1, 9007199254740993) and amount > -1.25':
    '((`id` IN (1, 9007199254740993)) AND (`amount` > (-1.25)))',
  "date >= DATE '2026-01-01' and date < date('2026-02-01')":
    "((`date` >= CAST('2026-01-01' AS DATE)) AND (`date` < DATE('2026-02-01')))",
  "ordered_at > TIMESTAMP '2026-01-01 00:00:00+00' or ordered_at > timestamp(day)":
    "((`ordered_at` > CAST('2026-01-01 00:00:00+00' AS TIMESTAMP)) OR (`ordered_at` > TIMESTAMP(`day`)))",
  'day >= DATE_SUB(CURRENT_DATE(), INTERVAL 7 DAY) and day < current_date':
    '((`day` >= DATE_SUB(CURRENT_DATE(), INTERVAL 7 DAY)) AND (`day` < CURRENT_DATE()))',
  "CURRENT_DATE('Europe/Berlin') = day": "(CURRENT_DATE('Europe/Berlin') = `day`)",
  'DATE_TRUNC(day, MONTH) = DATE_ADD(day, INTERVAL -1 * id MONTH)': 'parse_error',
  'DATE_TRUNC(day, MONTH) = DATE_ADD(day, INTERVAL (-1 * id) MONTH)':
    '(DATE_TRUNC(`day`, MONTH) = DATE_ADD(`day`, INTERVAL (((-1) * `id`)) MONTH))',
  'DATE_DIFF(CURRENT_DATE(), day, DAY) < 30 and EXTRACT(DAYOFWEEK FROM day) = 1':
    '((DATE_DIFF(CURRENT_DATE(), `day`, DAY) < 30) AND (EXTRACT(DAYOFWEEK FROM `day`) = 1))',
  "SAFE_CAST(region AS INT64) = 1 or cast(id as string) = '1'":
    "((SAFE_CAST(`Region` AS INT64) = 1) OR (CAST(`id` AS STRING) = '1'))",
  'cast(amount as numeric(10, 2)) = cast(id as Numeric)':
    '(CAST(`amount` AS NUMERIC(10, 2)) = CAST(`id` AS NUMERIC))',
  'cast(day as datetime) < cast(day as timestamp)': '(CAST(`day` AS DATETIME) < CAST(`day` AS TIMESTAMP))',
  "STARTS_WITH(region, 'a') and not ENDS_WITH(region, 'b') and regexp_contains(region, r'^a.*b$')":
    "(STARTS_WITH(`Region`, 'a') AND (NOT ENDS_WITH(`Region`, 'b')) AND REGEXP_CONTAINS(`Region`, '^a.*b$'))",
  "if(id = 1, 'a', 'b') = ifnull(nullif(region, ''), 'c') || 'd'":
    "(CASE WHEN (`id` = 1) THEN 'a' ELSE 'b' END = (COALESCE(NULLIF(`Region`, ''), 'c') || 'd'))",
  "format_date('%Y', day) = '2026' and unix_seconds(ordered_at) > 0":
    "((FORMAT_DATE('%Y', `day`) = '2026') AND (UNIX_SECONDS(`ordered_at`) > 0))",
  "region like 'a%' and region is not null and t.id between 1 and 2":
    "((`Region` LIKE 'a%') AND (`Region` IS NOT NULL) AND (`id` BETWEEN 1 AND 2))",
  'true and id is distinct from 1': "(CAST('t' AS BOOL) AND (`id` IS DISTINCT FROM 1))",
};
