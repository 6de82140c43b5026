import { nameIn, type Value, type Values } from './render-template.ts';
import { type Node, nodesOf } from './template-nodes.ts';

/** Looks every name of a template up, also in parts that these values would not show. */
export const checkNames = (template: string, values: Values): void => checked(nodesOf(template), values);

const checked = (nodes: readonly Node[], scope: Values): void => {
  for (const node of nodes) if (node.kind !== 'text') checkedOne(node, scope);
};

const checkedOne = (node: Exclude<Node, { kind: 'text' }>, scope: Values): void => {
  const value: Value = nameIn(node, scope);
  if (node.kind === 'if') {
    checked(node.body, scope);
    checked(node.otherwise, scope);
  } else if (node.kind === 'for') {
    const [first] = Array.isArray(value) ? value : [];
    if (first !== undefined) checked(node.body, { ...scope, [node.item]: first });
  }
};
