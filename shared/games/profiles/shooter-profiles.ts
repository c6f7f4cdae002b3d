/** Other shooters and duels. */
import type { GameProfile } from '../profile.ts';
import { detectable, gamedig, openGsq, serviceDiscoveryHelper } from '../sources.ts';

export const shooterProfiles: readonly GameProfile[] = [
  {
    id: 'teeworlds',
    name: 'Teeworlds',
    discovery: [{ ports: '8303-8310', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '8303-8310' }],
    processes: {
      windows: ['teeworlds.exe'],
      linux: ['teeworlds', 'teeworlds-server'],
      macos: ['teeworlds.app'],
    },
    sources: {
      discovery: [
        'Debian source teeworlds 0.7.5: src/engine/client/serverbrowser.cpp:303-309; src/base/system.c:1585 INADDR_BROADCAST (github 5d682733)',
      ],
      play: [
        'Debian source teeworlds 0.7.5: src/engine/client/serverbrowser.cpp:303-309; src/base/system.c:1585 INADDR_BROADCAST (github 5d682733)',
      ],
      processes: [detectable('Teeworlds')],
    },
    confidence: 'high',
    note: '0.7: the broadcast is a 520-byte token request; the client then queries by unicast.',
  },
  {
    id: 'bzflag',
    name: 'BZFlag',
    discovery: [
      { ports: '5154', to: 'subnet-broadcast' },
      { ports: '5154', to: 'broadcast' },
    ],
    play: [
      { transport: 'tcp', ports: '5154' },
      { transport: 'udp', ports: '5154' },
    ],
    processes: { linux: ['bzflag', 'bzfs'] },
    sources: {
      discovery: [
        'github:BZFlag-Dev/bzflag@f48c95341b8e3d1228ef09a068420a3de10fb457 include/Protocol.h:39 BroadcastPort, src/net/multicast.cxx:129-190 (Linux: broadcast address of the first interface that has one; elsewhere 255.255.255.255)',
      ],
      play: [
        'github:BZFlag-Dev/bzflag@f48c95341b8e3d1228ef09a068420a3de10fb457 include/Protocol.h:39 BroadcastPort, src/net/multicast.cxx:129-190 (Linux: broadcast address of the first interface that has one; elsewhere 255.255.255.255)',
      ],
      processes: ['binary of Debian 12 package bzflag-client, bzflag-server'],
    },
    confidence: 'high',
  },
  {
    id: 'sauerbraten',
    name: 'Cube 2: Sauerbraten',
    discovery: [{ ports: '28784', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '28785-28786' }],
    processes: { linux: ['cube2', 'cube2-server'] },
    sources: {
      discovery: [
        'Debian source cube2 0.0.20201227: fpsgame/game.h:279 SAUERBRATEN_LANINFO_PORT, engine/serverbrowser.cpp:450 ENET_HOST_BROADCAST',
      ],
      play: [
        'Debian source cube2 0.0.20201227: fpsgame/game.h:279 SAUERBRATEN_LANINFO_PORT, engine/serverbrowser.cpp:450 ENET_HOST_BROADCAST',
      ],
      processes: ['binary of Debian 12 package cube2, cube2-server'],
    },
    confidence: 'high',
    note: 'The server answers from its info port 28786 although asked at 28784.',
  },
  {
    id: 'assaultcube',
    name: 'AssaultCube',
    discovery: [{ ports: '28762', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '28763-28764' }],
    processes: {},
    sources: {
      discovery: [
        'github:assaultcube/AC@13f0d8eea4822dee5c976661218d022be74342e3 source/src/protocol.h:5-7 CUBE_SERVINFO_PORT_LAN, source/src/client.cpp:86 ENET_HOST_BROADCAST',
      ],
      play: [
        'github:assaultcube/AC@13f0d8eea4822dee5c976661218d022be74342e3 source/src/protocol.h:5-7 CUBE_SERVINFO_PORT_LAN, source/src/client.cpp:86 ENET_HOST_BROADCAST',
      ],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'redeclipse',
    name: 'Red Eclipse',
    discovery: [{ ports: '28799', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '28801' }],
    processes: {},
    sources: {
      discovery: [
        'Debian source redeclipse 1.6.0: src/engine/version.h:13-15 LAN_PORT 28799, SERVER_PORT 28801; src/engine/serverbrowser.cpp:293 ENET_HOST_BROADCAST',
      ],
      play: [
        'Debian source redeclipse 1.6.0: src/engine/version.h:13-15 LAN_PORT 28799, SERVER_PORT 28801; src/engine/serverbrowser.cpp:293 ENET_HOST_BROADCAST',
      ],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'hedgewars',
    name: 'Hedgewars',
    discovery: [{ ports: '46631', to: 'broadcast' }],
    play: [],
    processes: {},
    sources: {
      discovery: [
        'hedgewars QTfrontend HWNetUdpModel::updateList: writeDatagram("hedgewars client", QHostAddress::Broadcast, 46631)',
      ],
      play: [],
      processes: [],
    },
    confidence: 'medium',
  },
  {
    id: 'openlierox',
    name: 'OpenLieroX',
    discovery: [{ ports: '23400', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '23400' }],
    processes: {},
    sources: {
      discovery: [
        'github:albertz/openlierox@6bf86835e2a62ea98c5e863ce888c54fb356c774 src/game/ServerList.cpp:337-356 (255.255.255.255:LX_PORT), include/Consts.h:35',
      ],
      play: [
        'github:albertz/openlierox@6bf86835e2a62ea98c5e863ce888c54fb356c774 src/game/ServerList.cpp:337-356 (255.255.255.255:LX_PORT), include/Consts.h:35',
      ],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'arma-2',
    name: 'ARMA 2, Operation Arrowhead, DayZ mod',
    discovery: [
      { ports: '2302', to: 'broadcast' },
      { ports: '2314', to: 'broadcast' },
      { ports: '2326', to: 'broadcast' },
      { ports: '2338', to: 'broadcast' },
      { ports: '2350', to: 'broadcast' },
      { ports: '2362', to: 'broadcast' },
      { ports: '2374', to: 'broadcast' },
      { ports: '2386', to: 'broadcast' },
      { ports: '2398', to: 'broadcast' },
      { ports: '2410', to: 'broadcast' },
      { ports: '2422', to: 'broadcast' },
      { ports: '2434', to: 'broadcast' },
      { ports: '2446', to: 'broadcast' },
      { ports: '2458', to: 'broadcast' },
      { ports: '2470', to: 'broadcast' },
    ],
    play: [{ transport: 'udp', ports: '2302-2303' }],
    processes: { windows: ['datacachepreprocessor.exe', 'arma2oa_be.exe', 'arma2oa.exe'] },
    sources: {
      discovery: [serviceDiscoveryHelper('GAMES.md (1.62.103419: every 12th port of 2302-2470), ports')],
      play: [
        gamedig('arma2 port 2302, query +1'),
        serviceDiscoveryHelper('GAMES.md (1.62.103419: every 12th port of 2302-2470), ports'),
      ],
      processes: [detectable('Arma 2: Operation Arrowhead')],
    },
    confidence: 'high',
  },
  {
    id: 'eldewrito',
    name: 'ElDewrito (Halo Online)',
    discovery: [{ ports: '11774', to: 'broadcast' }],
    play: [
      { transport: 'udp', ports: '11774' },
      { transport: 'tcp', ports: '11775' },
    ],
    processes: {},
    sources: {
      discovery: [openGsq('eldewrito.py:11-15,51-68 (query from and to port 11774)')],
      play: [openGsq('eldewrito.py:11-15,51-68 (query from and to port 11774)')],
      processes: [],
    },
    confidence: 'high',
    note: 'Source port 11774 must be kept.',
  },
  {
    id: 'chicken-invaders-5',
    name: 'Chicken Invaders 5',
    discovery: [{ ports: '23016', to: 'broadcast' }],
    reemission: 'broadcast',
    play: [],
    processes: {},
    sources: {
      discovery: [
        'README of vpnparty: 5.0.0.0, 23016, does not work by unicast, "I suspect that game has checks whether the packet is broadcast"',
      ],
      play: [],
      processes: [],
    },
    confidence: 'low',
    note: 'The one known game that wants a broadcast at the receiver.',
  },
  {
    id: 'mta-san-andreas',
    name: 'Multi Theft Auto: San Andreas',
    discovery: [{ ports: '34219', to: 'broadcast' }],
    play: [],
    processes: {},
    sources: {
      discovery: ['mtasa SERVER_LIST_BROADCAST_PORT 34219, CServerListLAN::Discover INADDR_BROADCAST'],
      play: [],
      processes: [],
    },
    confidence: 'high',
  },
];
