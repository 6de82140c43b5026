/** Taps run one after another; what they return is ignored, what they throw is recorded and stops nobody. */
export interface Observe<Input> {
  readonly kind: 'observe';
  readonly input: Input;
  readonly tap: (input: Input) => void | Promise<void>;
}

/** Each tap gets what the previous one returned; returning nothing leaves it as it is. */
export interface Waterfall<Input> {
  readonly kind: 'waterfall';
  readonly input: Input;
  readonly tap: (input: Input) => Input | undefined | Promise<Input | undefined>;
}

/** Taps run one after another and each may add to the result. */
export interface Collect<Input, Item> {
  readonly kind: 'collect';
  readonly input: Input;
  readonly tap: (input: Input) => readonly Item[] | Promise<readonly Item[]>;
}

/** The first tap that answers wins; returning nothing passes to the next. */
export interface Bail<Input, Answer> {
  readonly kind: 'bail';
  readonly input: Input;
  readonly tap: (input: Input) => Answer | undefined | Promise<Answer | undefined>;
}
