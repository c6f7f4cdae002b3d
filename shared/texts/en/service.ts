/** "Set up once": the helper as something that the system starts by itself. */
export const service = {
  service: {
    title: 'Permission',
    text: 'Only an administrator may add a network, so your system asks each time LANrage starts. Set it up once, and it asks no more.',
    cost: 'A small helper then stays on this computer, for your user alone. It makes LANrage’s network and nothing else, and the system starts it when LANrage needs it.',
    states: {
      absent: 'Your system asks at each start.',
      installed: 'Set up: your system asks no more.',
      outdated: 'Set up by another version of LANrage. Renew it once.',
      unsupported: 'This system can’t start the helper by itself, so it asks at each start.',
    },
    install: 'Set up once',
    renew: 'Renew',
    remove: 'Remove',
    busy: 'Waiting for your system…',
    removed: 'Removed: your system asks again at each start.',
    removing: {
      title: 'Remove the helper?',
      text: 'It is taken off this computer, and your system asks again at each start of LANrage.',
      inParty: 'Your tunnel goes down with it and comes back when you allow it again.',
    },
    once: 'Don’t ask again',
    onceHint: 'The helper then stays on this computer, until you remove it in the settings.',
  },
};
