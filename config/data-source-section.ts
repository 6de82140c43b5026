import { Type } from '@agnes/sdk';
import { text } from './section.ts';

/** Where the data of an instance comes from, for those that have one place of a kind. */
export const dataSourceSection = Type.Object(
  {
    type: Type.Optional(
      text('Id of the connector whose source is made at start, such as `keboola`; `local` makes none.'),
    ),
  },
  {
    additionalProperties: Type.Record(Type.String(), Type.Unknown()),
    default: {},
    description:
      'By id of a connector: settings of its default source, which is made at start and has that id as its slug. What is left out is taken from the environment variables that the connector names.',
  },
);
