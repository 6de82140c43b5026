/** The service user behind the scheduler. Nobody signs in as it. */
export const schedulerEmail = 'scheduler@system.local';
