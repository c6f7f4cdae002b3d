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
    'getTargets',
    'addTarget',
    'updateTarget',
    'removeTarget',
    'getMetrics',
    'getHistory',
    'getHistoryEvents',
    'startSession',
    'endSession',
    'getSessions',
    'getInsight',
    'recordLag',
  ],
  events: ['snapshotChanged', 'samples', 'settingsChanged', 'metrics', 'targets', 'insight', 'lagRecorded'],
  shellEvents: ['placeAsked'],
} as const;

/** One prefix for all Electron channels, checked by the sender guard. */
export const CHANNEL_PREFIX = 'lanrage:';
