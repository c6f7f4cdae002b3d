/** Engines of id Software, and what grew out of them. */
import type { GameProfile } from '../profile.ts';
import { detectable, gswatcher, openGsq, serviceDiscoveryHelper } from '../sources.ts';

export const quakeProfiles: readonly GameProfile[] = [
  {
    id: 'quake3',
    name: 'Quake III Arena and ioquake3',
    discovery: [{ ports: '27960-27963', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '27960-27963' }],
    processes: { windows: ['quake3.exe'], linux: ['ioquake3', 'ioq3ded'] },
    sources: {
      discovery: [
        'github:ioquake/ioq3@5956299e80b29ef3891bcec8e99cd3e680f34b1a code/client/cl_main.c:4179-4214, code/qcommon/qcommon.h:274-275',
        serviceDiscoveryHelper('ports (tested at dreamhack)'),
      ],
      play: [
        'github:ioquake/ioq3@5956299e80b29ef3891bcec8e99cd3e680f34b1a code/client/cl_main.c:4179-4214, code/qcommon/qcommon.h:274-275',
        serviceDiscoveryHelper('ports (tested at dreamhack)'),
      ],
      processes: [detectable('Quake III')],
    },
    confidence: 'high',
    note: 'messages to 255.255.255.255, twice, on 4 ports; IPv6 also by ff04::696f:7175:616b:6533',
  },
  {
    id: 'openarena',
    name: 'OpenArena',
    discovery: [{ ports: '27960-27963', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '27960-27963' }],
    processes: {},
    sources: {
      discovery: [
        'ioquake3 engine (Debian openarena-server depends on ioquake3-server): code/client/cl_main.c:4179-4214',
      ],
      play: [gswatcher('(27960)')],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'unvanquished',
    name: 'Unvanquished',
    discovery: [{ ports: '27960-27963', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '27960-27963' }],
    processes: {},
    sources: {
      discovery: [
        'github:DaemonEngine/Daemon@b276137b6ca15c27e90f9fffae20b1d7e3250ee1 src/engine/client/cl_serverlist.cpp:684-691, src/engine/qcommon/qcommon.h:237-238',
      ],
      play: [
        'github:DaemonEngine/Daemon@b276137b6ca15c27e90f9fffae20b1d7e3250ee1 src/engine/client/cl_serverlist.cpp:684-691, src/engine/qcommon/qcommon.h:237-238',
      ],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'enemy-territory',
    name: 'Wolfenstein: Enemy Territory and ET: Legacy',
    discovery: [{ ports: '27960-27963', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '27960-27963' }],
    processes: { windows: ['et.exe'] },
    sources: {
      discovery: [
        'github:etlegacy/etlegacy@a8e5f856f950a14cf97b0e5cd2db81dee046178f src/client/cl_main.c:3848-3854, src/qcommon/qcommon.h:411,419',
      ],
      play: [
        'github:etlegacy/etlegacy@a8e5f856f950a14cf97b0e5cd2db81dee046178f src/client/cl_main.c:3848-3854, src/qcommon/qcommon.h:411,419',
      ],
      processes: [detectable('Wolfenstein: Enemy Territory')],
    },
    confidence: 'high',
  },
  {
    id: 'rtcw',
    name: 'Return to Castle Wolfenstein (multiplayer)',
    discovery: [{ ports: '27960-27963', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '27960-27963' }],
    processes: {},
    sources: {
      discovery: [
        'github:iortcw/iortcw@a4e6f501b5ef1a1f6127d89164e850bb7cf873d6 MP/code/client/cl_main.c:4761, MP/code/qcommon/qcommon.h:339-340',
      ],
      play: [
        'github:iortcw/iortcw@a4e6f501b5ef1a1f6127d89164e850bb7cf873d6 MP/code/client/cl_main.c:4761, MP/code/qcommon/qcommon.h:339-340',
      ],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'jedi-academy',
    name: 'Star Wars Jedi Knight: Jedi Academy',
    discovery: [{ ports: '29070-29073', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '29070-29073' }],
    processes: { windows: ['movieduels.x86.exe', 'jediacademy.exe', 'jamp.exe', 'jasp.exe'] },
    sources: {
      discovery: [
        'github:JACoders/OpenJK@8cce3ea23125f56200b553cd0b149af617adf397 codemp/qcommon/qcommon.h:224-225, codemp/client/cl_main.cpp:3368',
        openGsq('jediknight.py:20-29 (needs source port 29070)'),
      ],
      play: [openGsq('jediknight.py:20-29 (needs source port 29070)')],
      processes: [detectable('STAR WARS™ Jedi Knight: Jedi Academy™')],
    },
    confidence: 'high',
  },
  {
    id: 'jedi-outcast',
    name: 'Star Wars Jedi Knight II: Jedi Outcast',
    discovery: [{ ports: '28070-28073', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '28070-28073' }],
    processes: { windows: ['jk2mvmp_x86.exe', 'jk2mp.exe', 'jk2sp.exe', 'jk2mvmp_x64.exe'] },
    sources: {
      discovery: [
        'github:mvdevs/jk2mv@fd7ce68fd11a206e66a5aa145a38b07bde0337cb src/qcommon/qcommon.h:265-266, src/client/cl_main.cpp:3641',
      ],
      play: [
        'github:mvdevs/jk2mv@fd7ce68fd11a206e66a5aa145a38b07bde0337cb src/qcommon/qcommon.h:265-266, src/client/cl_main.cpp:3641',
      ],
      processes: [detectable('STAR WARS™ Jedi Knight II: Jedi Outcast™')],
    },
    confidence: 'high',
  },
  {
    id: 'call-of-duty',
    name: 'Call of Duty, CoD 2',
    discovery: [{ ports: '28960-28963', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '28960-28963' }],
    processes: {},
    sources: {
      discovery: [
        serviceDiscoveryHelper('ports ("Call of Duty 2/4, tested at dreamhack")'),
        openGsq('cod1.py:17-26 (needs source port 28960)'),
      ],
      play: [openGsq('cod1.py:17-26 (needs source port 28960)')],
      processes: [],
    },
    confidence: 'medium',
  },
  {
    id: 'call-of-duty-4',
    name: 'Call of Duty 4: Modern Warfare',
    discovery: [{ ports: '28960-28963', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '28960-28963' }],
    processes: {},
    sources: {
      discovery: [
        serviceDiscoveryHelper('ports ("Call of Duty 2/4, tested at dreamhack")'),
        openGsq('cod4.py:17-26 (needs source port 28960)'),
      ],
      play: [openGsq('cod4.py:17-26 (needs source port 28960)')],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'quake2',
    name: 'Quake II',
    discovery: [{ ports: '27910', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '27910' }],
    processes: { windows: ['quake2.exe'] },
    sources: {
      discovery: [
        'github:yquake2/yquake2@69599f5a7b3c543f33a5cec34811f09a98fbeb45 src/client/cl_network.c:527-533, src/common/header/common.h:191',
      ],
      play: [
        'github:yquake2/yquake2@69599f5a7b3c543f33a5cec34811f09a98fbeb45 src/client/cl_network.c:527-533, src/common/header/common.h:191',
      ],
      processes: [detectable('Quake II')],
    },
    confidence: 'high',
  },
  {
    id: 'xonotic',
    name: 'Xonotic',
    discovery: [{ ports: '26000', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '26000' }],
    processes: { windows: ['xonotic.exe'] },
    sources: {
      discovery: [
        'github:xonotic/darkplaces@c6b823caad344835f426fa992a97a45674a940cc netconn.c:689-719 (255.255.255.255:26000), :156',
      ],
      play: [
        'github:xonotic/darkplaces@c6b823caad344835f426fa992a97a45674a940cc netconn.c:689-719 (255.255.255.255:26000), :156',
      ],
      processes: [detectable('Xonotic')],
    },
    confidence: 'high',
  },
  {
    id: 'darkplaces-quake',
    name: 'Quake (DarkPlaces) and Nexuiz Classic',
    discovery: [{ ports: '26000', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '26000' }],
    processes: {},
    sources: {
      discovery: ['github:xonotic/darkplaces@c6b823caad344835f426fa992a97a45674a940cc netconn.c:689-719'],
      play: [gswatcher('(Nexuiz 26000)')],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'doom3',
    name: 'Doom 3',
    discovery: [{ ports: '27666-27669', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '27666-27669' }],
    processes: { windows: ['doom3.exe'] },
    sources: {
      discovery: [
        'github:dhewm/dhewm3@ae43c289f480a9ad9ead85c6dccddb9cbde96e8e neo/framework/Licensee.h:81-85, neo/framework/async/AsyncClient.cpp:372-374',
      ],
      play: [
        'github:dhewm/dhewm3@ae43c289f480a9ad9ead85c6dccddb9cbde96e8e neo/framework/Licensee.h:81-85, neo/framework/async/AsyncClient.cpp:372-374',
      ],
      processes: [detectable('DOOM 3')],
    },
    confidence: 'high',
  },
  {
    id: 'warsow',
    name: 'Warsow',
    discovery: [{ ports: '44400', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '44400' }],
    processes: {},
    sources: {
      discovery: [serviceDiscoveryHelper('GAMES.md (tested with 1.02, works), ports')],
      play: [serviceDiscoveryHelper('GAMES.md (tested with 1.02, works), ports')],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'chocolate-doom',
    name: 'Chocolate Doom (Doom, Heretic, Hexen, Strife)',
    discovery: [{ ports: '2342', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '2342' }],
    processes: {
      linux: [
        'chocolate-doom',
        'chocolate-heretic',
        'chocolate-hexen',
        'chocolate-strife',
        'chocolate-server',
      ],
    },
    sources: {
      discovery: [
        'Debian source chocolate-doom 3.0.1: src/net_sdl.c:42 DEFAULT_PORT, :237 INADDR_BROADCAST; src/net_query.c:646',
      ],
      play: [
        'Debian source chocolate-doom 3.0.1: src/net_sdl.c:42 DEFAULT_PORT, :237 INADDR_BROADCAST; src/net_query.c:646',
      ],
      processes: ['binary of Debian 12 package chocolate-doom'],
    },
    confidence: 'high',
  },
  {
    id: 'zandronum',
    name: 'Zandronum',
    discovery: [{ ports: '15101', to: 'broadcast' }],
    payloadAddress: true,
    play: [{ transport: 'udp', ports: '10666' }],
    processes: { windows: ['zandronum.exe'] },
    sources: {
      discovery: [
        'zandronum network.h: DEFAULT_BROADCAST_PORT 15101, DEFAULT_SERVER_PORT 10666',
        'github:rcdailey/zandronum-server README (sv_broadcast advertises the bound address)',
      ],
      play: ['zandronum network.h: DEFAULT_BROADCAST_PORT 15101, DEFAULT_SERVER_PORT 10666'],
      processes: [detectable('Zandronum')],
    },
    confidence: 'high',
    note: 'The beacon holds the address the server is bound to.',
  },
  {
    id: 'odamex',
    name: 'Odamex',
    discovery: [{ ports: '10666', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '10666' }],
    processes: {},
    sources: {
      discovery: [
        'github:odamex/odamex@e9a78a60c054918fbdc4aa61e73572de47261012 odalaunch/res/xrc_resource.xrc:1110 ("queries to all servers on every network connection on port 10666"), odalaunch/src/oda_defs.h:100 (off by default), :115',
      ],
      play: [
        'github:odamex/odamex@e9a78a60c054918fbdc4aa61e73572de47261012 odalaunch/res/xrc_resource.xrc:1110 ("queries to all servers on every network connection on port 10666"), odalaunch/src/oda_defs.h:100 (off by default), :115',
      ],
      processes: [],
    },
    confidence: 'medium',
  },
];
