import { describe, expect, it } from 'vitest';
import { statusText } from '../../../main/cli/status-text.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { emptySnapshot, exampleParty, examplePeer } from '../../mocks/fake-engine.ts';

const io = { style: (_: string, text: string) => text };

describe('the status', () => {
  it('shows members in columns, with dashes for what was not measured', () => {
    const finding = {
      ...examplePeer,
      name: 'Priya',
      state: 'finding' as const,
      path: null,
      endpoint: null,
      latencyMs: null,
      jitterMs: null,
      lossRatio: null,
    };
    const slow = {
      ...examplePeer,
      name: '田中',
      state: 'unsteady' as const,
      latencyMs: 213.4,
      lossRatio: 0.25,
    };
    const party = { ...exampleParty, peers: [examplePeer, finding, slow] };
    expect(statusText({ ...emptySnapshot, party }, io)).toBe(
      [
        'Friday LAN',
        'You     Mara, 10.66.0.1 in 10.66.0.0/16',
        'Invite  lanrage://join/203.0.113.10:8667#AAAA-BBBB-CCCC-DDDD',
        'Join    It isn’t known yet whether friends outside your home can join.',
        'Server  ws://203.0.113.10:8667 (connected, run by this machine)',
        'Relay   203.0.113.10:3478 (reached)',
        '',
        'NAME   ADDRESS    STATE       LATENCY  JITTER   LOSS  QUALITY  PATH',
        'Jon    10.66.0.2  ● direct      18 ms  1.6 ms  0.4 %  good     direct 203.0.113.7:51820',
        'Priya  10.66.0.2  ◐ finding         –       –      –  –',
        '田中   10.66.0.2  ▲ unsteady   213 ms  1.6 ms   25 %  poor     direct 203.0.113.7:51820',
      ].join('\n'),
    );
  });

  it('says over what the relay is reached, and never that it is where it is not', () => {
    const line = (reached: boolean, transport: 'udp' | 'tcp') =>
      statusText(
        { ...emptySnapshot, party: { ...exampleParty, relay: { endpoint: 'r:1', reached, transport } } },
        io,
      )
        .split('\n')
        .find((each) => each.startsWith('Relay'));
    expect(line(false, 'udp')).toBe('Relay   r:1 (not reached)');
    expect(line(true, 'tcp')).toBe('Relay   r:1 (reached over TCP, which is slower: UDP gets no answer)');
    expect(line(false, 'tcp')).toBe('Relay   r:1 (answers neither over UDP nor over TCP)');
  });

  it('shows what the screens tell in their notices', () => {
    const repaired = fault('settings.repaired', { movedTo: '/data/lanrage.db.damaged' });
    const notices = [{ id: 1, at: '2026-11-21T10:00:00.000Z', fault: repaired }];
    const text = statusText({ ...emptySnapshot, notices }, io);
    expect(text).toContain('/data/lanrage.db.damaged');
    expect(text).toMatch(/^▲ /m);
  });

  it('says whether games are carried, how often they were, and why not', () => {
    const line = (games: NonNullable<typeof exampleParty.games>) =>
      statusText({ ...emptySnapshot, party: { ...exampleParty, games } }, io)
        .split('\n')
        .find((each) => each.startsWith('Games'));
    const on = { state: 'on' as const, fault: null, sent: 1234, received: 5, capped: 0 };
    expect(line(on)).toBe(
      'Games   Games on this computer are announced to your friends. 1234 announcements sent to friends, 5 received.',
    );
    expect(line({ ...on, capped: 7 })).toContain('7 announcements held back');
    expect(line({ ...on, state: 'off' })).toContain('Switched off in the settings');
    const lacks = fault('tunnel.discovery-unavailable', { reason: 'program-missing', program: 'nft' });
    expect(line({ ...on, state: 'impossible', fault: lacks })).toContain('the program nft is missing');
  });

  it('says what this computer relays for others', () => {
    const serving = { endpoint: '203.0.113.10:3478', clients: 2, bytesForwarded: 18_400_000 };
    const text = statusText({ ...emptySnapshot, party: { ...exampleParty, serving } }, io);
    expect(text).toContain('\nServes  2 friends use this computer as a relay; 18.4 MB passed on so far.\n');
  });

  it('says how the network treats this machine, in the word of consoles and in those of RFC 4787', () => {
    const report = {
      mapping: 'endpoint-independent' as const,
      filtering: 'address-and-port-dependent' as const,
      hairpinning: 'no' as const,
      udp: 'works' as const,
      captivePortal: 'no' as const,
      publicAddress: '203.0.113.10',
      portPreserved: 'yes' as const,
      servers: [],
      at: '2026-11-21T09:00:00.000Z',
    };
    const network = {
      report,
      grade: 'moderate' as const,
      reason: 'filters-strangers' as const,
      mappedEndpoint: '203.0.113.10:51820',
    };
    expect(statusText({ ...emptySnapshot, party: { ...exampleParty, network } }, io)).toContain(
      'NAT     moderate (mapping endpoint-independent, filtering address-and-port-dependent, ' +
        'the router opened 203.0.113.10:51820): Your router lets in only those whom you have sent to.',
    );
  });

  it('names what is wrong with a member where its path would stand', () => {
    const lost = {
      ...examplePeer,
      state: 'lost' as const,
      fault: fault('peer.handshake-timeout', { peer: 'Jon' }),
    };
    const party = { ...exampleParty, peers: [lost] };
    expect(statusText({ ...emptySnapshot, party }, io)).not.toContain('203.0.113.7');
  });

  it('lets no name of other people steer the terminal', () => {
    const party = { ...exampleParty, name: '\u001b[2Jx', peers: [{ ...examplePeer, name: 'a\u202eb\n' }] };
    const text = statusText({ ...emptySnapshot, party }, io);
    for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character);
    expect(text.split('\n')).toHaveLength(9);
  });

  it('says what to do without a party, and what is under way', () => {
    expect(statusText(emptySnapshot, io)).toContain('lanrage party create');
    expect(statusText({ ...emptySnapshot, activity: 'joining' }, io)).toBe('Joining…');
    expect(statusText({ ...emptySnapshot, party: { ...exampleParty, peers: [] } }, io)).toContain(
      'Nobody else is here yet.',
    );
  });

  it('begins with what keeps this machine from making tunnels', () => {
    const tunnelFault = fault('tunnel.wireguard-missing', {
      reason: 'by-command',
      hint: 'apt install wireguard',
    });
    const tunnel = { state: 'wireguard-missing' as const, backend: null, fault: tunnelFault };
    expect(statusText({ ...emptySnapshot, tunnel }, io)).toMatch(/^▲ /);
  });

  it('puts no name into a command to copy that a shell would take for more than a name', () => {
    const lastAt = '2026-11-21T19:59:00.000Z';
    const lines = (name: string) =>
      statusText({ ...emptySnapshot, recent: [{ id: 'AbCd', name, lastAt }] }, io).split('\n');
    expect(lines('Freitag-LAN 2')).toContain("  lanrage party rejoin 'Freitag-LAN 2'");
    for (const name of ["x'; rm -rf ~; '", 'x’; calc; ’', 'a & calc', '$(id)', '`id`', '%PATH%', '-x']) {
      expect(lines(name)).toContain(`  lanrage party rejoin 'AbCd'  (${name})`);
    }
  });
});
