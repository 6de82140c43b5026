/** Changes of cells that are not saved yet. They outlive paging and filtering, for as long as the tab is open. */
const key = 'access changes';

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? { changes: {} };
  } catch {
    return { changes: {} };
  }
};

/** What is collected; `base` is the version that was changed first, so that saving on top of another is noticed. */
export const collected = (base) => {
  let state = read();
  if (Object.keys(state.changes).length === 0) state = { base, changes: {} };

  const keep = () => sessionStorage.setItem(key, JSON.stringify(state));

  return {
    /** `add`, `remove` or nothing. */
    of: (cell) => state.changes[cell],
    set: (cell, change) => {
      if (change) state.changes[cell] = change;
      else delete state.changes[cell];
      keep();
    },
    clear: () => {
      state = { base, changes: {} };
      sessionStorage.removeItem(key);
    },
    count: (change) => Object.values(state.changes).filter((one) => one === change).length,
    /** What the form sends. */
    fields: () => [
      ['base', state.base],
      ...Object.entries(state.changes).map(([cell, change]) => [`${change} ${cell}`, 'on']),
    ],
  };
};
