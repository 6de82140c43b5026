import { contradictionOperations } from './contradiction-operations.ts';
import { decisionOperations } from './decision-operations.ts';
import { duplicateOperations } from './duplicate-operations.ts';
import { editOperations } from './edit-operations.ts';
import { listOperations } from './list-operations.ts';
import { ownOperations } from './own-operations.ts';
import { reviewOperations } from './review-operations.ts';

/** The corporate memory over HTTP. */
export const memoryOperations = [
  ...listOperations,
  ...ownOperations,
  ...reviewOperations,
  ...decisionOperations,
  ...editOperations,
  ...contradictionOperations,
  ...duplicateOperations,
] as const;
