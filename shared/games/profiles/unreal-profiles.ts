/** Unreal and its engine. */
import type { GameProfile } from '../profile.ts';
import { detectable, gswatcher, openGsq, serviceDiscoveryHelper } from '../sources.ts';

export const unrealProfiles: readonly GameProfile[] = [
  {
    id: 'unreal-tournament',
    name: 'Unreal Tournament (1999)',
    discovery: [{ ports: '8777-8786', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '7777-7778' }],
    processes: { windows: ['unrealtournament.exe'] },
    sources: {
      discovery: [
        'UBrowserLocalLink.uc BroadcastBeacon: "REPORTQUERY" to BroadcastAddr, ServerBeaconPort + 0..9',
        serviceDiscoveryHelper('ports ("UT99 / Classic, tested at dreamhack" 8777-8786)'),
      ],
      play: [gswatcher('(7777, query port + 1)')],
      processes: [detectable('Unreal Tournament: Game of the Year Edition')],
    },
    confidence: 'high',
  },
  {
    id: 'deus-ex',
    name: 'Deus Ex (multiplayer)',
    discovery: [{ ports: '8777', to: 'broadcast' }],
    play: [],
    processes: {},
    sources: {
      discovery: ['Deus Ex browser link: BeaconProduct "DeusEx", ServerBeaconPort 8777'],
      play: [],
      processes: [],
    },
    confidence: 'medium',
  },
  {
    id: 'raven-shield',
    name: "Tom Clancy's Rainbow Six 3: Raven Shield",
    discovery: [
      { ports: '8777', to: 'broadcast' },
      { ports: '9777', to: 'broadcast' },
    ],
    play: [],
    processes: {},
    sources: {
      discovery: ['Ravenshield.ini [IpDrv.UdpBeacon] DoBeacon=True ServerBeaconPort=8777 BeaconPort=9777'],
      play: [],
      processes: [],
    },
    confidence: 'medium',
  },
  {
    id: 'ut2004',
    name: 'Unreal Tournament 2004',
    discovery: [{ ports: '10777', to: 'broadcast' }],
    play: [],
    processes: { windows: ['ut2004.exe'] },
    sources: {
      discovery: [serviceDiscoveryHelper('GAMES.md (version 3369, 255.255.255.255:10777, works), ports')],
      play: [],
      processes: [detectable('Unreal Tournament 2004')],
    },
    confidence: 'high',
  },
  {
    id: 'ut3',
    name: 'Unreal Tournament 3',
    discovery: [{ ports: '14001', to: 'broadcast' }],
    payloadAddress: true,
    play: [],
    processes: { windows: ['ut3.exe'] },
    sources: {
      discovery: [
        openGsq(
          'ut3.py:53, udk.py:12-28 (broadcast from and to port 14001), :64-66 (address and port of the host in the answer)',
        ),
      ],
      play: [],
      processes: [detectable('Unreal Tournament 3')],
    },
    confidence: 'high',
  },
  {
    id: 'toxikk',
    name: 'TOXIKK',
    discovery: [{ ports: '14001', to: 'broadcast' }],
    payloadAddress: true,
    play: [],
    processes: {},
    sources: { discovery: [openGsq('toxikk.py:29, udk.py:12-28')], play: [], processes: [] },
    confidence: 'high',
  },
  {
    id: 'renegade-x',
    name: 'Renegade X',
    discovery: [{ ports: '45542', to: 'broadcast' }],
    play: [],
    processes: {},
    sources: {
      discovery: [openGsq('renegadex.py:9-29 (host broadcasts; listener on 45542)')],
      play: [],
      processes: [],
    },
    confidence: 'high',
  },
];
