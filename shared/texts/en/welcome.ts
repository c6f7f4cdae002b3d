/** The first minute. */
export const welcome = {
  welcome: {
    steps: ['Your name', 'Permission', 'Check'],
    stepsLabel: 'Setting up',
    name: {
      title: 'Welcome to LANrage',
      text: 'Play LAN games with friends over the Internet, as if you sat in one room.',
      label: 'What do your friends call you?',
      hint: 'They see it in every party. You can change it later.',
      invited: 'You were invited to a party. Pick a name, and you join it as soon as LANrage is set up.',
      next: 'Continue',
    },
    rights: {
      title: 'A network of your own',
      text: 'LANrage adds a private network to this computer. Only an administrator may do that, so your system asks once each time you start LANrage.',
      textOnce:
        'LANrage adds a private network to this computer. Only an administrator may do that, so your system asks now, and then no more.',
      mayTitle: 'The helper may',
      may: [
        'add and remove the network “lanrage”',
        'give it an address and your friends’ keys',
        'read its own counters',
      ],
      neverTitle: 'It can never',
      never: ['touch your other networks', 'read files or run programs'],
      neverStays: 'stay behind: it ends with LANrage',
      later: 'Not now',
    },
    check: {
      title: 'Ready to play',
      blockedTitle: 'Almost there',
      name: (name: string) => `Your friends will see “${name}”`,
      helper: 'The helper is running',
      tunnel: (backend: string) => `WireGuard works (${backend})`,
      helperMissing: 'The helper is not running yet',
      tunnelMissing: 'WireGuard is not ready yet',
      strangers:
        'So that lag on your own line can be told from lag elsewhere, LANrage pings 1.1.1.1 (Cloudflare) and 8.8.8.8 (Google) while you are in a party or look at Quality. Under Targets you can remove them.',
      meetingPoints:
        'So that a code is enough, LANrage asks public meeting points (Nostr relays and the BitTorrent network) while your party waits for friends, and when you join by a code. They see your Internet address and a sealed note. Under Settings you can choose others, or none.',
      done: 'Start',
      join: 'Join the party',
    },
  },
};
