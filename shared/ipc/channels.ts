/** Names only, so that the sandboxed preload bundles no validator. */
export const channels = {
  calls: [
    'getSnapshot',
    'getSamples',
    'getSettings',
    'updateSettings',
    'setUpTunnel',
    'createParty',
    'joinParty',
    'leaveParty',
    'rejoinParty',
    'forgetParty',
    'dismissNotice',
    'getLogs',
  ],
  events: ['snapshotChanged', 'samples', 'settingsChanged'],
  shellEvents: ['placeAsked'],
} as const;

/** One prefix for all Electron channels, checked by the sender guard. */
export const CHANNEL_PREFIX = 'lanrage:';
