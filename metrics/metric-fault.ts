/** What is wrong with one metric of a file: which, where in it, and which rule it breaks. */
export interface MetricFault {
  /** Its id, else its place in the file: `#3`; `file` when it is about all of it. */
  readonly item: string;
  /** The field; empty when it is about the whole item. */
  readonly key: string;
  readonly rule: string;
  /** Line of the file, from 1. */
  readonly line?: number;
}

/** A fault as one line. */
export const faultText = ({ item, key, rule, line }: MetricFault): string =>
  `${line === undefined ? '' : `line ${line}: `}${item}${key === '' ? '' : `, ${key}`}: ${rule}`;
