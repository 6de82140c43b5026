import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

/** Where the template of a prompt is kept. */
export type TemplateTable = 'welcome_template' | 'claude_md_template';

/** A template that somebody wrote. */
export type WrittenTemplate = Selectable<Tables[TemplateTable]>;

/** What was written in place of the built-in template. */
export const writtenTemplate = (
  db: Kysely<Tables>,
  table: TemplateTable,
): Promise<WrittenTemplate | undefined> => db.selectFrom(table).selectAll().executeTakeFirst();

/** Keeps a template in place of the one before; without any the built-in one counts again. */
export const replaceTemplate = async (
  tx: Kysely<Tables>,
  table: TemplateTable,
  row?: { content: string; updated_at: Date; updated_by: string | null },
): Promise<void> => {
  await tx.deleteFrom(table).execute();
  if (row) await tx.insertInto(table).values(row).execute();
};
