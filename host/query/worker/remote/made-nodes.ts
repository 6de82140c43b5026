import type { Node } from '../statement-tree.ts';

/** A reference to a column of that name, called as the node it stands for. */
export const referenceTo = (name: string, { alias = '' }: Node = {}): Node => ({
  class: 'COLUMN_REF',
  type: 'COLUMN_REF',
  alias,
  query_location: 0,
  column_names: [name],
});

/** Of whole numbers, too, this is a fraction; of none at all it is no value. */
export const quotient = (sum: Node, count: Node, { alias = '' }: Node): Node => ({
  class: 'FUNCTION',
  type: 'FUNCTION',
  alias,
  query_location: 0,
  function_name: '/',
  schema: '',
  children: [castToDouble(sum), count],
  filter: null,
  order_bys: { type: 'ORDER_MODIFIER', orders: [] },
  distinct: false,
  is_operator: true,
  export_state: false,
  catalog: '',
});

const castToDouble = (child: Node): Node => ({
  class: 'CAST',
  type: 'OPERATOR_CAST',
  alias: '',
  query_location: 0,
  child,
  cast_type: { id: 'DOUBLE', type_info: null },
  try_cast: false,
});
