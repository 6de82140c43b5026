import { Type } from '@agnes/sdk';

/** What items are made of, and how much of it. */
export const title = Type.String({ minLength: 1, maxLength: 300 });
export const content = Type.String({ maxLength: 50_000 });
export const category = Type.String({ minLength: 1, maxLength: 100 });
export const tags = Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 });
export const audience = Type.Union([Type.String({ maxLength: 300 }), Type.Null()], {
  description: 'Null or `all`: everybody; `group:<name>`: that group.',
});
export const reason = Type.String({ maxLength: 1_000, description: 'Kept in the audit log.' });
export const itemId = Type.String({ minLength: 1, maxLength: 64 });
export const ids = Type.Array(itemId, { minItems: 1, maxItems: 500 });

/** Which page of a list. */
export const paging = {
  page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }),
  per_page: Type.Integer({ default: 50, minimum: 1, maximum: 500 }),
};
