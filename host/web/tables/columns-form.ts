import type { ColumnNoteDraft } from '../../registry/metadata/column-metadata.ts';

type Form = Readonly<Record<string, string>>;

const said = ['basetype', 'description'] as const;

/** The columns about which a form says something else than it was made with; an emptied field says nothing more. */
export const draftsOfForm = (form: Form): readonly ColumnNoteDraft[] =>
  Object.entries(form).flatMap(([field, name]) => {
    const row = /^column-(\d+)$/.exec(field)?.[1];
    if (row === undefined || name.trim() === '') return [];
    const changed = said.filter(
      (what) => typed(form, `${what}-${row}`) !== typed(form, `was-${what}-${row}`),
    );
    if (changed.length === 0) return [];
    const words = changed.map((what) => [what, typed(form, `${what}-${row}`) || null]);
    return [{ column_name: name.trim(), ...Object.fromEntries(words) }];
  });

// Browsers send each end of a line as two characters.
const typed = (form: Form, field: string): string => (form[field] ?? '').replaceAll('\r\n', '\n').trim();
