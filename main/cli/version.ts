import packageJson from '../../package.json' with { type: 'json' };

/** LANrage's version, e.g. `0.1.0`. */
export const version: string = packageJson.version;
