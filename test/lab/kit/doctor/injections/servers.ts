/** What can be wrong with the party's servers. */
import { SERVER_ADDRESS } from '../../internet.ts';
import type { Injection } from '../injection.ts';
import { filter, redirect, routerPage } from '../tamper.ts';

export const serverInjections: readonly Injection[] = [
  {
    title: 'server’s clock is an hour ahead',
    expected: ['doctor.clock-skew'],
    isTraceless: true,
    async happen({ aliceHome: { routers, hosts } }) {
      const [router] = routers;
      const close = await routerPage({ router, host: hosts[0], port: 8667, status: 200, seconds: 3600 });
      const lead = redirect(router, `ip daddr ${SERVER_ADDRESS} tcp dport 8667 redirect`);
      return () => Promise.all([lead(), close()]);
    },
  },
  {
    title: 'control server is down',
    expected: ['control.unreachable'],
    remedy: 'reconnect-control',
    remedyNeedsUndo: true,
    async happen({ servers: { control } }) {
      await control.kill();
      return () => control.start();
    },
  },
  {
    // WireGuard's messages begin with 1 to 4, STUN's requests with 0.
    title: 'relay answers, and its handshakes get lost',
    scene: 'relayed',
    expected: ['relay.no-handshake'],
    lastsMs: 15_000,
    happen: async ({ aliceHome: { routers } }) =>
      filter(routers[0], 'forward', 'udp dport 3478 @th,64,8 1-4 drop'),
  },
  ...(['direct', 'relayed'] as const).map(
    (scene): Injection => ({
      title: `relay is down, path ${scene}`,
      scene,
      expected: ['relay.unreachable'],
      lastsMs: 6000,
      remedy: 'switch-relay',
      // Where there is another one already, the engine takes it by itself.
      remedyNeedsUndo: true,
      async happen({ relay, otherRelay }) {
        await relay.kill();
        return () => otherRelay.start();
      },
    }),
  ),
];
