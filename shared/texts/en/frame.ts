/** What stands around the screens, and what a screen reader hears. */

/** Keys and what they do. */
export type KeyRow = readonly [readonly string[], string];

export const frame = {
  nav: {
    parties: 'Parties',
    none: 'None yet',
    create: 'New',
    join: 'Join',
    /** Screens beside the party's own. */
    places: {
      quality: 'Quality',
      fix: 'Fix',
      sessions: 'Sessions',
      targets: 'Targets',
      logs: 'Log',
      settings: 'Settings',
      about: 'About',
    },
    keys: 'Keyboard shortcuts',
    you: 'You',
    copyAddress: 'Copy your address',
    lastKnown: (state: string) => `Last known: ${state}`,
    tunnel: {
      unchecked: 'Tunnel not checked yet',
      ready: 'Tunnel ready',
      'helper-missing': 'Helper not set up',
      'wireguard-missing': 'WireGuard missing',
    },
  },
  header: {
    online: (online: number, all: number) => `${online} of ${all} online`,
    alone: 'just you so far',
    worst: (latency: string) => `worst ${latency}`,
    lastKnown: 'last known',
  },
  activity: {
    idle: '',
    creating: 'Making your party…',
    joining: 'Joining…',
    resuming: 'Taking up your party again…',
    restarting: 'Restarting the tunnel…',
    leaving: 'Leaving…',
  },
  loading: { title: 'Opening LANrage…' },
  status: {
    connecting: 'Reaching the engine…',
    offline: 'LANrage’s engine does not answer. Trying again…',
    refused: 'This page is from an earlier run. Open LANrage again to get a new one.',
    updated: (age: string) => `Updated ${age} ago.`,
    updatedNow: 'Updated just now.',
    /** In the place of what was never read. */
    waits: 'This can be shown once LANrage answers again.',
    reconnecting: 'Reconnecting to the party’s server. Links that are up stay up.',
    relayWaiting: 'The party’s relay does not answer yet. Trying again…',
    helperMissing: 'You can look around. To play, LANrage must be allowed to make its network.',
  },
  notices: {
    label: 'Notices',
    more: (count: number) => `${count} more`,
    fewer: 'Show fewer',
    dismiss: (title: string) => `Dismiss: ${title}`,
  },
  keys: {
    title: 'Keyboard shortcuts',
    /** As it stands on this language's keyboards. */
    ctrl: 'Ctrl',
    rows: [
      [['F6'], 'Next part of the window'],
      [['↑', '↓'], 'Move in a list'],
      [['Enter'], 'Open'],
      [['Esc'], 'Close, and back to where you were'],
      [['Ctrl', 'K'], 'All places and actions'],
      [['Ctrl', 'N'], 'New party'],
      [['J'], 'Join a party'],
      [['1'], 'Your party'],
      [['Ctrl', 'V'], 'Paste an invite, anywhere'],
      [['?'], 'This list'],
    ] satisfies readonly KeyRow[],
  },
  said: {
    partyEntered: (name: string) => `You are in ${name}.`,
    partyLeft: 'You left the party.',
    joined: (name: string) => `${name} joined.`,
    left: (name: string) => `${name} left.`,
    control: {
      connected: 'The party’s server is back.',
      reconnecting: 'The party’s server does not answer. Reconnecting.',
    },
    state: {
      direct: (name: string) => `${name} is connected directly.`,
      relayed: (name: string) => `${name} is connected through the relay.`,
      unsteady: (name: string) => `The link to ${name} is unsteady.`,
      lost: (name: string) => `The link to ${name} is lost.`,
      away: (name: string) => `${name} is offline.`,
    },
  },
};
