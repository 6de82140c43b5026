import { badUsage } from '../errors.ts';

/** The address of a metric below a path of the server. */
export const metricPath = (below: string, id: string): string => {
  const [category = '', name = '', ...more] = id.split('/');
  if (category === '' || name === '' || more.length > 0)
    throw badUsage({
      reason: `"${id}" is no id of a metric.`,
      hint: 'Ids look like category/name; agnes metrics list shows them.',
    });
  return `${below}/${encodeURIComponent(category)}/${encodeURIComponent(name)}`;
};
