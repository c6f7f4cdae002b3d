/** Places of the public where players who hold one code find each other; none is ours, and none knows what it carries. */

/**
 * Public Nostr relays that stand in the default lists of other programs. Which of them take short-lived events of strangers today
 * is not known here. All who hold a code go through them in an order of their own, so a few that are gone, or refuse, cost nothing
 * but a second.
 */
export const publicRelays = [
  'wss://relay.damus.io',
  'wss://nos.lol',
  'wss://relay.primal.net',
  'wss://relay.snort.social',
  'wss://nostr.mom',
  'wss://offchain.pub',
  'wss://nostr.oxtr.dev',
  'wss://nostr-pub.wellorder.net',
  'wss://nostr.bitcoiner.social',
  'wss://relay.mostr.pub',
  'wss://purplerelay.com',
] as const;

/** Where clients of BitTorrent begin that know nobody yet; asked only until eight other nodes are known. */
export const publicDhtNodes = [
  'router.bittorrent.com:6881',
  'dht.transmissionbt.com:6881',
  'dht.libtorrent.org:25401',
  'router.utorrent.com:6881',
] as const;
