import { SavedQueries } from '../query/saved/saved-queries.ts';
import { newId } from '../store/new-id.ts';
import type { Outside } from './outside.ts';

/* What stands around the SQL page. */

export const savedQueriesOf = ({ store, now }: Outside) => new SavedQueries({ store, newId, now });
