/** How much is logged, from everything to errors alone; free of validators, so that pages can carry it. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
