/** "Set up once": the helper as something that the system starts by itself. */
export const service = {
  service: {
    title: 'Permission',
    /** What that is about, in each state of the helper. */
    texts: {
      absent:
        'Only an administrator may add a network, so your system asks each time LANrage starts. Set it up once, and it asks no more.',
      installed: 'Only an administrator may add a network. You have allowed it for good.',
      outdated:
        'Only an administrator may add a network. You had allowed it for good, to a helper of another version.',
      unsupported:
        'Only an administrator may add a network. This system can’t start the helper by itself, so it asks at each start.',
    },
    cost: 'A small helper then stays on this computer, for your user alone. It makes LANrage’s network and nothing else, and the system starts it when LANrage needs it.',
    states: {
      absent: 'Your system asks at each start.',
      installed: 'Set up: your system asks no more.',
      outdated: 'Until it is renewed, your system asks at each start.',
    },
    install: 'Set up once',
    renew: 'Renew',
    remove: 'Remove',
    busy: 'Waiting for your system…',
    removed: 'Removed: your system asks at each start.',
    removing: {
      title: 'Remove the helper?',
      text: 'It is taken off this computer. From then on your system asks at each start of LANrage.',
      inParty: 'Your tunnel goes down with it and comes back when you allow it again.',
    },
    once: 'Don’t ask again',
    onceHint: 'The helper then stays on this computer, until you remove it in the settings.',
  },
};
