/** Places of the public where players who hold one code find each other; none is ours, and none knows what it carries. */

/**
 * Nostr relays of strangers, from lists of well-known ones. Whether each takes such events without payment, account or proof of
 * work is not known: one that doesn't is passed over. All who hold a code go through them in an order of their own.
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
