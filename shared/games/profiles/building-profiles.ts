/** Civilizations, towns, railways and factories. */
import type { GameProfile } from '../profile.ts';
import { detectable } from '../sources.ts';

export const buildingProfiles: readonly GameProfile[] = [
  {
    id: 'civilization-6',
    name: "Sid Meier's Civilization VI",
    discovery: [{ ports: '62900-62999', to: 'broadcast' }],
    play: [],
    processes: { windows: ['civilizationvi.exe'] },
    sources: {
      discovery: [
        'https://blog.yllhwa.com/2023/02/24/文明6联机方法与实践/ (Wireshark: broadcasts to each of 62900-62999)',
      ],
      play: [],
      processes: [detectable("Sid Meier's Civilization VI")],
    },
    confidence: 'medium',
    note: '100 datagrams a search: a rate cap below that per source port breaks it.',
  },
  {
    id: 'civilization-ctp',
    name: 'Civilization: Call to Power (Linux, Loki)',
    discovery: [{ ports: '21100-21300', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '21100-21300' }],
    processes: {},
    sources: {
      discovery: [
        'Loki FAQ civctp faq3-netplay ("games played on a local subnet use UDP broadcasts"; "ports in the range 21100 - 21300")',
      ],
      play: [
        'Loki FAQ civctp faq3-netplay ("games played on a local subnet use UDP broadcasts"; "ports in the range 21100 - 21300")',
      ],
      processes: [],
    },
    confidence: 'medium',
  },
  {
    id: 'megaglest',
    name: 'MegaGlest',
    discovery: [{ ports: '61357', to: 'subnet-broadcast' }],
    play: [{ transport: 'tcp', ports: '61357' }],
    processes: {},
    sources: {
      discovery: [
        "Debian source megaglest 3.13.0: source/glest_game/game/game_constants.h:127 serverPort; source/shared_lib/sources/platform/posix/socket.cpp:74 broadcast_portno, :2971-3028 (server sends to each interface's broadcast address)",
      ],
      play: [
        "Debian source megaglest 3.13.0: source/glest_game/game/game_constants.h:127 serverPort; source/shared_lib/sources/platform/posix/socket.cpp:74 broadcast_portno, :2971-3028 (server sends to each interface's broadcast address)",
      ],
      processes: [],
    },
    confidence: 'medium',
    note: 'The server is the one who sends.',
  },
  {
    id: 'widelands',
    name: 'Widelands',
    discovery: [{ ports: '7394-7395', to: 'broadcast' }],
    play: [{ transport: 'tcp', ports: '7396' }],
    processes: {},
    sources: {
      discovery: [
        'widelands constants.h: WIDELANDS_LAN_DISCOVERY_PORT 7394, WIDELANDS_LAN_PROMOTION_PORT 7395, WIDELANDS_PORT 7396; LAN_Game_Promoter::broadcast',
      ],
      play: [
        'widelands constants.h: WIDELANDS_LAN_DISCOVERY_PORT 7394, WIDELANDS_LAN_PROMOTION_PORT 7395, WIDELANDS_PORT 7396; LAN_Game_Promoter::broadcast',
      ],
      processes: [],
    },
    confidence: 'medium',
  },
  {
    id: 'freeciv',
    name: 'Freeciv',
    discovery: [
      { ports: '4555', to: 'multicast', group: '225.1.1.1' },
      { ports: '4556', to: 'multicast', group: '225.1.1.1' },
    ],
    payloadAddress: true,
    play: [],
    processes: { linux: ['freeciv-gtk3.22', 'freeciv-server'] },
    sources: {
      discovery: [
        'Debian source freeciv 3.0.6: server/sernet.h:24 SERVER_LAN_PORT 4555, :25 TTL 1; client/servers.c:396-525 (request to :4555), server/sernet.c:1569-1581 (answer to the group, port 4556); utility/shared.c:1639 225.1.1.1',
      ],
      play: [],
      processes: ['binary of Debian 12 package freeciv-server, freeciv-client-gtk3'],
    },
    confidence: 'high',
    note: "The answer too goes to the group, so both ports are needed in the set. Its payload names the server's host name, not its address, unless the server runs with --identity none or an address.",
  },
  {
    id: 'openttd',
    name: 'OpenTTD',
    discovery: [{ ports: '3979', to: 'subnet-broadcast' }],
    play: [
      { transport: 'tcp', ports: '3979' },
      { transport: 'udp', ports: '3979' },
    ],
    processes: { windows: ['openttd.exe'], linux: ['openttd'] },
    sources: {
      discovery: [
        'Debian source openttd 13.0: src/network/core/host.cpp:31 (every interface with IFF_BROADCAST), src/network/network_udp.cpp:103 NetworkUDPBroadCast, src/network/core/config.h:28 NETWORK_DEFAULT_PORT',
      ],
      play: [
        'Debian source openttd 13.0: src/network/core/host.cpp:31 (every interface with IFF_BROADCAST), src/network/network_udp.cpp:103 NetworkUDPBroadCast, src/network/core/config.h:28 NETWORK_DEFAULT_PORT',
      ],
      processes: [detectable('OpenTTD')],
    },
    confidence: 'high',
    note: 'Query from an ephemeral port; answer unicast; then a TCP connection to the answering address.',
  },
  {
    id: 'mindustry',
    name: 'Mindustry',
    discovery: [{ ports: '20151', to: 'multicast', group: '227.2.7.7' }],
    play: [
      { transport: 'tcp', ports: '6567' },
      { transport: 'udp', ports: '6567' },
    ],
    processes: { windows: ['mindustry.exe'] },
    sources: {
      discovery: ['mindustry Vars.java: port 6567, multicastPort 20151, multicastGroup "227.2.7.7"'],
      play: ['mindustry Vars.java: port 6567, multicastPort 20151, multicastGroup "227.2.7.7"'],
      processes: [detectable('Mindustry')],
    },
    confidence: 'high',
  },
];
