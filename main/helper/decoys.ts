/** Decoys: short-lived peers with random keys, by which WireGuard's own socket opens the NAT towards an endpoint. */
import { randomBytes } from 'node:crypto';
import type { PeerConfig } from '../../shared/helper/verbs.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { rejected } from './policy.ts';
import type { Tunnel } from './tunnel-registry.ts';

/** Each member has one. They are remembered also where setting their peers failed. */
const MAX_GROUPS = 128;
/** No other peer of ours has it: by this, decoys that a crashed helper left are known again. */
const DECOY_KEEPALIVE_SECONDS = 1;

export interface Decoys {
  /** The peers that a group's new decoys would be; checked by policy before they are set. */
  make(endpoints: readonly string[]): PeerConfig[];
  /** Removes the group's decoys and remembers its next ones. */
  replace(tunnel: Tunnel, group: string, next: readonly PeerConfig[]): Promise<Result<void>>;
}

export function createDecoys(): Decoys {
  const groups = new WeakMap<Tunnel, Map<string, readonly string[]>>();

  /** An adopted tunnel may hold decoys of before. */
  async function groupsOf(tunnel: Tunnel): Promise<Map<string, readonly string[]>> {
    const known = groups.get(tunnel);
    if (known !== undefined) return known;
    const status = await tunnel.backend.status(tunnel.name);
    const left = (status.ok ? status.value.peers : []).filter(
      ({ keepaliveSeconds, allowedIps }) =>
        keepaliveSeconds === DECOY_KEEPALIVE_SECONDS && allowedIps.length === 0,
    );
    const made = new Map([['', left.map(({ publicKey }) => publicKey)]]);
    groups.set(tunnel, made);
    return made;
  }

  return {
    make: (endpoints) =>
      endpoints.map((endpoint) => ({
        publicKey: randomBytes(32).toString('base64'),
        endpoint,
        allowedIps: [],
        keepaliveSeconds: DECOY_KEEPALIVE_SECONDS,
        fresh: false,
      })),
    async replace(tunnel, group, next) {
      const own = await groupsOf(tunnel);
      if (next.length > 0 && !own.has(group) && own.size >= MAX_GROUPS) {
        return fail(rejected('decoy.set', { reason: 'too-many-groups', limit: MAX_GROUPS }));
      }
      const gone = [...(own.get('') ?? []), ...(own.get(group) ?? [])];
      if (gone.length > 0) {
        const removed = await tunnel.backend.removePeers(tunnel.name, gone);
        if (!removed.ok) return removed;
        for (const key of gone) tunnel.peers.delete(key);
      }
      own.delete('');
      const keys = next.map(({ publicKey }) => publicKey);
      if (keys.length > 0) own.set(group, keys);
      else own.delete(group);
      return ok(undefined);
    },
  };
}
