import type { Column, RemoteAggregate } from '@agnes/sdk';
import type { Node } from '../statement-tree.ts';
import { asList, asNode } from './literal.ts';
import { columnOf, type SingleUse } from './table-use.ts';

/** A figure of a group, as the source computes it and as DuckDB would type it. */
export interface Figure {
  readonly aggregate: RemoteAggregate;
  readonly type: string;
}

/** Figures that a statement needs, each once. */
export class Figures {
  readonly #use: SingleUse;
  readonly #byKey = new Map<string, Figure>();

  constructor(use: SingleUse) {
    this.#use = use;
  }

  get all(): readonly Figure[] {
    return [...this.#byKey.values()];
  }

  /** The count of rows: a statement that only groups needs it, too. */
  countRows(): Figure {
    return this.#keep('count', undefined, 'BIGINT');
  }

  /** The figures that an aggregate of the statement is made of; nothing where a source may come to another result. */
  of(call: Node): readonly Figure[] | undefined {
    const name = nameOf(call);
    const [argument, second] = asList(call['children']);
    if (name === undefined || second !== undefined) return undefined;
    if (argument === undefined) return name === 'count' ? [this.countRows()] : undefined;
    const column = columnOf(argument, this.#use);
    return column && this.#ofColumn(name, column);
  }

  #ofColumn(name: Name, column: Column): readonly Figure[] | undefined {
    const type = types[name](column.type);
    if (type === undefined) return undefined;
    if (name !== 'avg') return [this.#keep(name, column.name, type)];
    // An average of averages needs both, and rounds once.
    return [this.#keep('sum', column.name, type), this.#keep('count', column.name, 'BIGINT')];
  }

  #keep(name: RemoteAggregate['function'], column: string | undefined, type: string): Figure {
    const key = JSON.stringify([name, column]);
    const as = `__f${this.#byKey.size}`;
    const aggregate = { function: name, as, ...(column !== undefined && { column }) };
    const figure = this.#byKey.get(key) ?? { aggregate, type };
    this.#byKey.set(key, figure);
    return figure;
  }
}

type Name = RemoteAggregate['function'];

const nameOf = (call: Node): Name | undefined => {
  const { function_name: name, distinct, filter, order_bys: order, schema, export_state: state } = call;
  if (filter || state || schema || asList(asNode(order)['orders']).length > 0) return undefined;
  if (distinct === true) return name === 'count' ? 'count_distinct' : undefined;
  return names[String(name)];
};

const names: Readonly<Record<string, Name>> = {
  count_star: 'count',
  count: 'count',
  sum: 'sum',
  min: 'min',
  max: 'max',
  avg: 'avg',
};

const isWhole = (type: string): boolean => /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type);
const isDecimal = (type: string): boolean => /^DECIMAL\(/.test(type);
const isTime = (type: string): boolean => /^(DATE|TIMESTAMP|TIMESTAMPTZ)$/.test(type);

const sumType = (type: string): string | undefined => {
  if (isWhole(type)) return 'HUGEINT';
  if (type === 'DOUBLE') return 'DOUBLE';
  const scale = /^DECIMAL\(\d+,\s?(\d+)\)$/.exec(type)?.[1];
  return scale === undefined ? undefined : `DECIMAL(38,${scale})`;
};

const endType = (type: string): string | undefined =>
  isWhole(type) || isDecimal(type) || isTime(type) ? type : undefined;

/** What DuckDB would type a figure; nothing where a source may order, compare or round in another way. */
const types: Readonly<Record<Name, (type: string) => string | undefined>> = {
  count: () => 'BIGINT',
  count_distinct: (type) => (canGroup(type) ? 'BIGINT' : undefined),
  sum: sumType,
  // The average of decimals is rounded in a way of its own.
  avg: (type) => (isDecimal(type) ? undefined : sumType(type)),
  min: endType,
  max: endType,
};

/** True for columns whose values are equal for everybody, or for nobody. */
export const canGroup = (type: string): boolean =>
  endType(type) !== undefined || type === 'VARCHAR' || type === 'BOOLEAN';
