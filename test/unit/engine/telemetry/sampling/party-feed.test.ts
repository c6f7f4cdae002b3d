import { describe, expect, it } from 'vitest';
import { PartyFeed } from '../../../../../main/engine/telemetry/sampling/party-feed.ts';
import { fault } from '../../../../../shared/faults/fault.ts';
import type { PartyView, PeerView } from '../../../../../shared/model/snapshot.ts';
import { exampleParty, examplePeer } from '../../../../mocks/fake-engine.ts';

function feeding() {
  const told: string[] = [];
  const links: unknown[] = [];
  const tell =
    (what: string) =>
    (...args: unknown[]): void =>
      void told.push([what, ...args].join(' '));
  const feed = new PartyFeed(
    {
      setName: () => undefined,
      setState: tell('state'),
      disconnected: tell('disconnected'),
      recordTraffic: () => undefined,
      setHandshakeAge: () => undefined,
      pathChanged: tell('path'),
      addEvent: (subject, { kind, ...figures }) =>
        told.push([subject, kind, JSON.stringify(figures)].join(' ')),
      connectionOpened: tell('opened'),
      connectionClosed: tell('closed'),
      connectionFailed: tell('failed'),
      setVersions: () => undefined,
    },
    {
      setParty: (self, others) => told.push(`party ${self?.id ?? 'none'} ${others.map(({ id }) => id)}`),
      setLinks: (now) => links.splice(0, links.length, ...now),
      pathChanged: tell('lag-path'),
    },
  );
  const look = (party: PartyView | null): string[] => {
    told.length = 0;
    feed.look(party);
    return [...told];
  };
  return { look, links };
}

function party(peer: Partial<PeerView>): PartyView {
  return { ...exampleParty, peers: [{ ...examplePeer, ...peer }] };
}

describe('what a look at the party tells', () => {
  it('counts a link once that is up, and its end', () => {
    const { look } = feeding();
    expect(look(party({ state: 'relayed', path: 'relay' }))).toContain('opened peer:jon');
    expect(look(party({ state: 'unsteady', path: 'relay' }))).not.toContain('opened peer:jon');
    expect(look(party({ state: 'lost', path: 'relay' }))).toContain('closed peer:jon');
    expect(look(party({ state: 'lost', path: 'relay' }))).not.toContain('closed peer:jon');
  });

  it('tells a change of path to metrics at once, and to the lag recorder only from one path to another', () => {
    const { look } = feeding();
    const first = look(party({ state: 'relayed', path: 'relay', direct: null }));
    expect(first).toContain('path peer:jon  relay');
    expect(first).not.toContain('lag-path jon');
    const second = look(party({ state: 'direct', path: 'direct', direct: 'punched' }));
    expect(second).toContain('path peer:jon relay punched');
    expect(second).toContain('lag-path jon');
  });

  it('counts a fault when it comes, not as long as it lasts', () => {
    const { look } = feeding();
    const failed = { fault: fault('peer.handshake-timeout', { peer: 'Jon' }) };
    expect(look(party(failed))).toContain('failed peer:jon peer.handshake-timeout');
    expect(look(party(failed)).some((line) => line.startsWith('failed'))).toBe(false);
  });

  it('ends the series of whoever left, and of all when the party ends', () => {
    const { look, links } = feeding();
    look(party({}));
    expect(links).toHaveLength(1);
    expect(look(null)).toEqual(
      expect.arrayContaining(['closed peer:jon', 'disconnected peer:jon', 'party none ']),
    );
    expect(links).toEqual([]);
  });

  it('calls a relay over TCP by that name', () => {
    const { look, links } = feeding();
    const relay = { endpoint: '203.0.113.10:3478', reached: true, transport: 'tcp' } as const;
    look({ ...party({ state: 'relayed', path: 'relay', direct: null }), relay });
    expect(links).toMatchObject([{ to: 'jon', path: 'tcp', relayed: true }]);
  });
});
