/** Members pass every check but that of the marketplace feed. The id is the same on every instance. */
export const adminGroup = { id: '00000000-0000-7000-8000-000000000001', name: 'Admin' } as const;

/** A group like any other: nobody is in it by themselves. */
export const everyoneGroup = { id: '00000000-0000-7000-8000-000000000002', name: 'Everyone' } as const;
