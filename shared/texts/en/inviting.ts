/** Who can join, why not everybody, and what helps. */
export const inviting = {
  inviting: {
    title: 'Who can join',
    /** In one sentence. */
    lines: {
      anywhere: 'Friends anywhere can join.',
      anywhereProbably: 'Friends anywhere can probably join.',
      most: 'Friends almost anywhere can probably join.',
      someIpv6: 'Friends elsewhere can join only over IPv6, if at all.',
      fewRouters: 'Only a few friends outside your home can join.',
      house: 'Only people in your home can join.',
      houseProbably: 'Friends outside your home probably can’t join.',
      serverHouse: 'Only people on the same local network as the party’s server can join.',
      checking: 'Checking who can join…',
      unknown: 'It isn’t known yet whether friends outside your home can join.',
      silent: 'Nobody can join right now: the party’s server doesn’t answer.',
    },
    /** Beside the party's name. */
    short: {
      anywhere: 'anyone you invite can join',
      anywhereProbably: 'anyone you invite can probably join',
      most: 'almost anyone you invite can probably join',
      someIpv6: 'only your home can join, perhaps IPv6',
      fewRouters: 'few friends can join',
      house: 'only your home can join',
      houseProbably: 'probably only your home can join',
      serverHouse: 'only the server’s network can join',
      checking: 'checking who can join',
      unknown: 'not known who can join',
      silent: 'nobody can join right now',
    },
    because: {
      server: 'The party’s server is on the Internet, and it answers.',
      serverUntested:
        'The invite names an address on the Internet. This computer reaches the party another way, so that address is untested.',
      router: 'Your router opened a port, and a test from outside got through.',
      routerUntested: 'Your router says it opened a port. No test from outside has confirmed it.',
      ownAddress: 'This computer is on the Internet itself, and a test from outside got through.',
      ownAddressUntested:
        'This computer has an Internet address. No test from outside has confirmed that it can be reached.',
      meeting: 'By what was measured, your router lets friends in who find you by the code.',
      most: 'The exception: friends whose network uses a different port for every connection, as some mobile and office networks do.',
      nobodyToAsk: 'No server was found that can test it from outside.',
    },
    why: {
      'portmap.no-gateway': 'No router was found that could open a port.',
      'portmap.none-found': (gateway: string) =>
        `Your router (${gateway}) opens no port: UPnP is off or missing.`,
      'portmap.refused': 'Your router refused to open a port.',
      'portmap.unanswered': 'Your router stopped responding when it was asked to open a port.',
      'portmap.behind-another-nat':
        'Your router isn’t on the Internet itself: a second router or your provider stands in front of it.',
      router: 'Your router no longer opens a port for the party.',
      'router-not-asked': 'Your settings keep LANrage from asking your router to open a port.',
      'kept-out':
        'Your router says it opened a port, but a test from outside didn’t get through. A firewall, a second router or your provider may be in the way.',
      'udp-blocked': 'Your network blocks UDP, which the party needs.',
      'ports-change':
        'Your network uses a different port for every connection, so friends can’t tell where to find you.',
      'no-place-answers': 'None of the meeting points on the Internet answered.',
      'server-in-house': 'Its addresses are local ones.',
      ipv6: 'Friends who have IPv6, like you, get in where your router’s firewall allows it.',
      openRouters: 'Only those get in whose router lets strangers through.',
    },
    more: 'What helps',
    dialog: 'Let more friends join',
    testNow: 'Test now',
    tryAgain: 'Try again',
    trying: 'Testing…',
    failed: 'That didn’t work:',
    helps: {
      'ask-router': {
        title: 'Let LANrage ask your router',
        text: 'It asks for the party’s ports while the party lasts, and gives them back afterwards.',
        action: 'Ask the router',
      },
      'allow-meeting': {
        title: 'Let friends find you by the code',
        text: 'Meeting points on the Internet can pass on a sealed note. They see your Internet address, but neither names nor the code.',
        action: 'Open settings',
      },
      'open-port': {
        title: 'Switch on UPnP in your router',
        text: (router: string) =>
          `Open ${router} in your browser and sign in. Look for “UPnP” or “automatic port sharing”, switch it on, then come back and try again.`,
        anyRouter: 'your router’s page',
        action: 'Try again',
      },
      ipv6: {
        title: 'Switch on IPv6 in your router',
        text: 'Friends who have IPv6 too can then often reach you, even where UPnP doesn’t help.',
        action: 'Try again',
      },
      'use-server': {
        title: 'Use a server',
        text: 'If one of you has a computer on the Internet, run “lanrage serve all” there, enter its address in the settings and make the party again.',
        action: 'Open settings',
      },
      'friend-hosts': {
        title: 'Let a friend host',
        text: 'Have somebody else make the party: anyone whose screen says that friends anywhere can join.',
        action: null,
      },
    },
  },
  inviteMessage: {
    /** The first of two lines to paste into a chat. */
    join: (party: string, link: string) => `Join “${party}” on LANrage: ${link}`,
    withCode: (code: string, page: string) => `Or enter the code ${code}. New here? Get LANrage at ${page}`,
    withoutCode: (page: string) => `New here? Get LANrage at ${page}, then paste both lines into it.`,
  },
};
