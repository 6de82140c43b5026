import { Type } from '@agnes/sdk';

/** What a page operation answers. */
export const page = Type.String({ description: 'A page.' });

/** What a page is told of the form that led to it. */
export const done = Type.Optional(Type.String({ maxLength: 40 }));

/** A form whose fields are not known beforehand; some hold lists with thousands of lines. */
export const anyForm = Type.Record(Type.String(), Type.String({ maxLength: 500_000 }), {
  description: 'Fields of the form.',
});
