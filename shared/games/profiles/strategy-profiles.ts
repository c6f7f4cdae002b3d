/** Strategy in real time. */
import type { GameProfile } from '../profile.ts';
import { detectable, openGsq, serviceDiscoveryHelper } from '../sources.ts';

export const strategyProfiles: readonly GameProfile[] = [
  {
    id: 'warcraft-3',
    name: 'Warcraft III (before 1.30)',
    discovery: [{ ports: '6112', to: 'broadcast' }],
    play: [
      { transport: 'tcp', ports: '6112' },
      { transport: 'udp', ports: '6112' },
    ],
    processes: {
      windows: ['wc3.exe', 'frozen throne.exe', 'war3.exe', 'warcraft iii.exe'],
      macos: ['warcraft iii.app'],
    },
    sources: {
      discovery: [
        'github:nielsAD/gowarcraft3@f13251b6caed199c3347214f4591e7ccaa96c7c7 cmd/w3gsdump/README.md:31 ([UDP] 192.168.0.101:6112->255.255.255.255:6112), network/lan/lan.go',
        'https://bnetdocs.org/packet/435/w3gs-gameinfo (every 5 s by broadcast)',
        serviceDiscoveryHelper('GAMES.md'),
        'github:rkarabut/udp-broadcast-tunnel@c21be95e1ef1579f36ed7d26f52590ac10ae1389 README.md "Games confirmed working"',
      ],
      play: [
        'github:nielsAD/gowarcraft3@f13251b6caed199c3347214f4591e7ccaa96c7c7 cmd/w3gsdump/README.md:31 ([UDP] 192.168.0.101:6112->255.255.255.255:6112), network/lan/lan.go',
      ],
      processes: [detectable('Warcraft III')],
    },
    confidence: 'high',
    note: 'Source port 6112 must be kept.',
  },
  {
    id: 'warcraft-3-reforged',
    name: 'Warcraft III from 1.30 (Reforged)',
    discovery: [{ ports: '5353', to: 'multicast', group: '224.0.0.251' }],
    reemission: 'group',
    payloadAddress: true,
    play: [],
    processes: {},
    sources: {
      discovery: [
        'github:nielsAD/gowarcraft3@f13251b6caed199c3347214f4591e7ccaa96c7c7 network/lan/mdns.go:21,30, network/lan/lan.go:29 (version >= 30 by mDNS, _blizzard._udp)',
      ],
      play: [],
      processes: [],
    },
    confidence: 'medium',
    note: 'mDNS: needs re-emission at the receiver, and the records hold the home address.',
  },
  {
    id: 'starcraft',
    name: 'StarCraft (1998)',
    discovery: [{ ports: '6111-6112', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '6112' }],
    processes: { windows: ['starcraft.exe'] },
    sources: {
      discovery: [
        serviceDiscoveryHelper('ports ("Blizzard Classics; tested at dreamhack: wc3, sc1, d2")'),
        'http://wiki.teamliquid.net/starcraft/Port_Forwarding (udp 6112)',
      ],
      play: ['http://wiki.teamliquid.net/starcraft/Port_Forwarding (udp 6112)'],
      processes: [detectable('StarCraft')],
    },
    confidence: 'medium',
  },
  {
    id: 'dawn-of-war',
    name: 'Warhammer 40,000: Dawn of War',
    discovery: [{ ports: '6112', to: 'broadcast' }],
    play: [],
    processes: {},
    sources: {
      discovery: [openGsq('w40kdow.py:12-34 (server broadcasts its status; listener on 6112)')],
      play: [],
      processes: [],
    },
    confidence: 'medium',
    note: 'Clashes with Warcraft III on the same port.',
  },
  {
    id: 'supreme-commander',
    name: 'Supreme Commander and Forged Alliance',
    discovery: [{ ports: '15000', to: 'broadcast' }],
    play: [],
    processes: { windows: ['supremecommander.exe'] },
    sources: {
      discovery: [
        openGsq(
          'supcom.py:5-9,35-41,126-136 (query 6e0300 from port 55582 to 255.255.255.255:15000, answers to 55582)',
        ),
      ],
      play: [],
      processes: [detectable('Supreme Commander: Forged Alliance')],
    },
    confidence: 'high',
    note: 'Source port 55582 must be kept.',
  },
  {
    id: 'age-of-empires',
    name: 'Age of Empires and The Rise of Rome (DirectPlay)',
    discovery: [{ ports: '47624', to: 'broadcast' }],
    answersByTcp: true,
    play: [
      { transport: 'tcp', ports: '47624' },
      { transport: 'tcp', ports: '2300-2400' },
      { transport: 'udp', ports: '2300-2400' },
    ],
    processes: {},
    sources: {
      discovery: [
        openGsq('directplay.py:15-34, aoe1.py'),
        'https://www.betaarchive.com/wiki/index.php?title=Microsoft_KB_Archive/240429 and https://library.thedatadungeon.com/msdn-2000-04/kbmisc/Source/zMiscellaneous/q240429.content.htm (applies to Age of Empires)',
      ],
      play: [
        'https://www.betaarchive.com/wiki/index.php?title=Microsoft_KB_Archive/240429 and https://library.thedatadungeon.com/msdn-2000-04/kbmisc/Source/zMiscellaneous/q240429.content.htm (applies to Age of Empires)',
      ],
      processes: [],
    },
    confidence: 'medium',
    note: 'The query is UDP; the host answers by a TCP connection back to port 2300 of the asker.',
  },
  {
    id: 'age-of-empires-2',
    name: 'Age of Empires II: The Age of Kings, The Conquerors (DirectPlay)',
    discovery: [{ ports: '47624', to: 'broadcast' }],
    answersByTcp: true,
    play: [
      { transport: 'tcp', ports: '47624' },
      { transport: 'tcp', ports: '2300-2400' },
      { transport: 'udp', ports: '2300-2400' },
    ],
    processes: { windows: ['empires2.exe', 'aok hd.exe', 'age2_x1.exe'] },
    sources: {
      discovery: [
        openGsq('directplay.py:15-34, aoe2.py'),
        'https://library.thedatadungeon.com/msdn-2000-04/kbmisc/Source/zMiscellaneous/q240429.content.htm (applies to Age of Empires II)',
      ],
      play: [
        'https://library.thedatadungeon.com/msdn-2000-04/kbmisc/Source/zMiscellaneous/q240429.content.htm (applies to Age of Empires II)',
      ],
      processes: [detectable('Age of Empires II: HD Edition')],
    },
    confidence: 'medium',
    note: 'As Age of Empires. The process list is that of the HD Edition entry, which holds age2_x1.exe.',
  },
  {
    id: 'stronghold-crusader',
    name: 'Stronghold Crusader',
    discovery: [{ ports: '47624', to: 'broadcast' }],
    answersByTcp: true,
    play: [],
    processes: { windows: ['stronghold crusader.exe'] },
    sources: {
      discovery: [openGsq('stronghold_crusader.py:12,30 (answer to tcp 2301), directplay.py:33')],
      play: [],
      processes: [detectable('Stronghold Crusader HD')],
    },
    confidence: 'medium',
  },
  {
    id: 'stronghold-crusader-extreme',
    name: 'Stronghold Crusader Extreme',
    discovery: [{ ports: '47624', to: 'broadcast' }],
    answersByTcp: true,
    play: [],
    processes: { windows: ['stronghold_crusader_extreme.exe', 'stronghold crusader.exe'] },
    sources: {
      discovery: [openGsq('stronghold_ce.py, directplay.py:33-34')],
      play: [],
      processes: [detectable('Stronghold Crusader Extreme HD')],
    },
    confidence: 'medium',
  },
  {
    id: 'openra',
    name: 'OpenRA',
    discovery: [{ ports: '35891', to: 'broadcast' }],
    play: [{ transport: 'tcp', ports: '1234' }],
    processes: {},
    sources: {
      discovery: [
        'github:OpenRA/OpenRA@b62c883951939e74e01729b96cab7e2cd1f79b5e OpenRA.Mods.Common/OpenRA.Mods.Common.csproj:12 (rix0rrr.BeaconLib 1.0.2), Widgets/Logic/ServerListLogic.cs:407, OpenRA.Game/Settings.cs:51 ListenPort 1234',
        'github:rix0rrr/beacon@eeb5e3b6dccfba57b1a21ce29ce85ef1378b817f BeaconLib/Beacon.cs:19 DiscoveryPort 35891, Probe.cs:106 IPAddress.Broadcast',
      ],
      play: [
        'github:OpenRA/OpenRA@b62c883951939e74e01729b96cab7e2cd1f79b5e OpenRA.Mods.Common/OpenRA.Mods.Common.csproj:12 (rix0rrr.BeaconLib 1.0.2), Widgets/Logic/ServerListLogic.cs:407, OpenRA.Game/Settings.cs:51 ListenPort 1234',
      ],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'cncnet',
    name: "CnCNet client (Red Alert 2, Yuri's Revenge, Tiberian Sun, ...)",
    discovery: [{ ports: '1232', to: 'broadcast' }],
    play: [
      { transport: 'tcp', ports: '1233' },
      { transport: 'udp', ports: '1234' },
    ],
    processes: { windows: ['gamemd.exe', 'game.exe'] },
    sources: {
      discovery: [
        'github:CnCNet/xna-cncnet-client@69d35c20208b9bd0839dc6df79c43f6acb019145 ClientCore/ProgramConstants.cs:32-33, DXMainClient/DXGUI/Multiplayer/LANLobby.cs:355-388 (bind any:1232, send IPAddress.Broadcast:1232), GameLobby/LANGameLobby.cs:190 (tcp 1233), :1124 (1234)',
      ],
      play: [
        'github:CnCNet/xna-cncnet-client@69d35c20208b9bd0839dc6df79c43f6acb019145 ClientCore/ProgramConstants.cs:32-33, DXMainClient/DXGUI/Multiplayer/LANLobby.cs:355-388 (bind any:1232, send IPAddress.Broadcast:1232), GameLobby/LANGameLobby.cs:190 (tcp 1233), :1124 (1234)',
      ],
      processes: [
        detectable('Command & Conquer™ Red Alert 2 and Yuri’s Revenge'),
        detectable('Command & Conquer™ Tiberian Sun™ and Firestorm™'),
      ],
    },
    confidence: 'high',
    note: 'Socket bound to the very port it sends to.',
  },
];
