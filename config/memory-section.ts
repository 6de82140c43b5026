import { Type } from '@agnes/sdk';
import { section } from './section.ts';

/** What people know. */
export const memorySection = section(
  {
    review_period_months: Type.Integer({
      default: 6,
      minimum: 0,
      maximum: 1_200,
      description:
        'Months after which an item that counts expires when no administrator has reviewed it; 0: never.',
    }),
    decay: Type.Union([Type.Literal('exponential'), Type.Literal('linear')], {
      default: 'exponential',
      description:
        'How the confidence in an item fades for ranking: by half in twelve months, or by 0.02 a month.',
    }),
  },
  'The corporate memory.',
);
