/** Worlds to explore, role playing, racing, and consoles. */
import type { GameProfile } from '../profile.ts';
import { detectable, gamedig, openGsq, serviceDiscoveryHelper } from '../sources.ts';

export const adventureProfiles: readonly GameProfile[] = [
  {
    id: 'minecraft-java',
    name: 'Minecraft: Java Edition',
    discovery: [{ ports: '4445', to: 'multicast', group: '224.0.2.60' }],
    play: [],
    processes: { windows: ['javaw.exe'], macos: ['java'] },
    sources: {
      discovery: [
        'https://maven.fabricmc.net/docs/yarn-1.21.5+build.1/net/minecraft/client/network/LanServerPinger.html ("always be sent to 224.0.2.60:4445")',
        'https://github.com/Redstonecrafter0/LanServers README (every 1.5 s)',
        'https://gist.github.com/timmyRS/3760aa3cfbef822bac57fbccde73c119 (payload [MOTD]..[/MOTD][AD]port[/AD])',
        serviceDiscoveryHelper('ports'),
      ],
      play: [],
      processes: [detectable('Minecraft')],
    },
    confidence: 'high',
    note: 'The game port is random and stands in the beacon: [AD]port[/AD]. Dedicated server: tcp 25565 (github:gamedig/node-gamedig@8982c2b85301a2fa9074f6e2c006e711dd4c887a lib/games.js: minecraft).',
  },
  {
    id: 'minecraft-bedrock',
    name: 'Minecraft: Bedrock Edition',
    discovery: [
      { ports: '19132', to: 'broadcast' },
      { ports: '7551', to: 'broadcast' },
    ],
    payloadAddress: true,
    play: [{ transport: 'udp', ports: '19132' }],
    processes: { windows: ['minecraft.windows.exe'] },
    sources: {
      discovery: [
        'github:JanisPlayer/Minecraft-Bedrock-Connect README ("each Bedrock client sends an Unconnected Ping by broadcast"; 19132)',
        'github:illiteratealliterator/manymine README (clients ping 19132 about once a second; "the latest version ... no longer supports this method", Dec 2022)',
        'tokio-nethernet discovery module: "LAN discovery uses UDP port 7551 with encrypted packets ... broadcast by clients"',
      ],
      play: [
        'github:JanisPlayer/Minecraft-Bedrock-Connect README ("each Bedrock client sends an Unconnected Ping by broadcast"; 19132)',
        'github:illiteratealliterator/manymine README (clients ping 19132 about once a second; "the latest version ... no longer supports this method", Dec 2022)',
        gamedig('mbe 19132'),
      ],
      processes: [detectable('Minecraft')],
    },
    confidence: 'medium',
    note: 'Two transports. NetherNet (port 7551) then negotiates WebRTC, whose candidates are addresses inside the payload.',
  },
  {
    id: 'terraria',
    name: 'Terraria',
    discovery: [{ ports: '8888', to: 'broadcast' }],
    play: [{ transport: 'tcp', ports: '7777' }],
    processes: { windows: ['terraria.exe'], linux: ['terraria.bin.x86'], macos: ['terraria.app'] },
    sources: {
      discovery: [
        'decompiled Terraria/Netplay.cs BroadcastThread: BroadcastClient.Send(array, array.Length, new IPEndPoint(IPAddress.Broadcast, 8888)) once a second while a player is in',
        'github:TyHys/TerrariaSteamDeckServer docs/NETWORKING.md (tcp 7777)',
      ],
      play: ['github:TyHys/TerrariaSteamDeckServer docs/NETWORKING.md (tcp 7777)'],
      processes: [detectable('Terraria')],
    },
    confidence: 'high',
  },
  {
    id: 'titan-quest-ae',
    name: 'Titan Quest Anniversary Edition',
    discovery: [{ ports: '42801', to: 'broadcast' }],
    play: [],
    processes: { windows: ['tq.exe'] },
    sources: {
      discovery: [
        'github:rkarabut/udp-broadcast-tunnel@c21be95e1ef1579f36ed7d26f52590ac10ae1389 README.md "Games confirmed working"',
        'README of vpnparty, "Verified games" (Titan Quest 2.10.21415, 42801)',
      ],
      play: [],
      processes: [detectable('Titan Quest Anniversary Edition')],
    },
    confidence: 'high',
  },
  {
    id: 'torchlight-2',
    name: 'Torchlight II',
    discovery: [{ ports: '4549', to: 'broadcast' }],
    play: [],
    processes: { windows: ['torchlight2.exe'] },
    sources: {
      discovery: [
        'github:rkarabut/udp-broadcast-tunnel@c21be95e1ef1579f36ed7d26f52590ac10ae1389 README.md "Games confirmed working"; "must be done on both client and server side, as the server seems to rely on a broadcast while negotiating"',
        'README of vpnparty (1.25.9.5, 4549)',
      ],
      play: [],
      processes: [detectable('Torchlight II')],
    },
    confidence: 'high',
  },
  {
    id: 'subnautica-nitrox',
    name: 'Subnautica with Nitrox',
    discovery: [
      { ports: '1467', to: 'broadcast' },
      { ports: '8710', to: 'broadcast' },
      { ports: '16723', to: 'broadcast' },
      { ports: '3813', to: 'broadcast' },
      { ports: '9704', to: 'broadcast' },
    ],
    play: [{ transport: 'udp', ports: '11000' }],
    processes: {},
    sources: {
      discovery: [
        'github:SubnauticaNitrox/Nitrox@53763b7350c93737d14e5568440b61c63ba3198a Nitrox.Model/Constants/LANDiscoveryConstants.cs:8, SubnauticaServerConstants.cs:5, NitroxClient/Communication/LANBroadcastClient.cs:86-107',
      ],
      play: [
        'github:SubnauticaNitrox/Nitrox@53763b7350c93737d14e5568440b61c63ba3198a Nitrox.Model/Constants/LANDiscoveryConstants.cs:8, SubnauticaServerConstants.cs:5, NitroxClient/Communication/LANBroadcastClient.cs:86-107',
      ],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'flatout-2',
    name: 'FlatOut 2',
    discovery: [{ ports: '23757', to: 'broadcast' }],
    play: [],
    processes: { windows: ['flatout2.exe'] },
    sources: {
      discovery: [serviceDiscoveryHelper('GAMES.md (works), ports'), openGsq('flatout2.py:22-26,192')],
      play: [],
      processes: [detectable('FlatOut 2')],
    },
    confidence: 'high',
  },
  {
    id: 'blur',
    name: 'Blur',
    discovery: [{ ports: '50001', to: 'broadcast' }],
    play: [],
    processes: {},
    sources: {
      discovery: [serviceDiscoveryHelper('GAMES.md (255.255.255.255:50001, works)')],
      play: [],
      processes: [],
    },
    confidence: 'high',
  },
  {
    id: 'trackmania-forever',
    name: 'TrackMania United / Nations Forever',
    discovery: [{ ports: '2350-2360', to: 'broadcast' }],
    play: [{ transport: 'tcp', ports: '2350' }],
    processes: { windows: ['tmforever.exe'] },
    sources: {
      discovery: [
        serviceDiscoveryHelper('GAMES.md (works), ports'),
        openGsq('trackmania_nations.py:50,66 (tcp 2350)'),
      ],
      play: [openGsq('trackmania_nations.py:50,66 (tcp 2350)')],
      processes: [detectable('Trackmania United Forever'), detectable('TrackMania Nations Forever')],
    },
    confidence: 'high',
  },
  {
    id: 'maniaplanet',
    name: 'TrackMania² and ShootMania (ManiaPlanet)',
    discovery: [{ ports: '2350-2360', to: 'broadcast' }],
    play: [],
    processes: { windows: ['maniaplanet.exe'] },
    sources: {
      discovery: [serviceDiscoveryHelper('GAMES.md (tested 2013-10-02, works)')],
      play: [],
      processes: [detectable('TrackMania² Stadium')],
    },
    confidence: 'high',
  },
  {
    id: 'supertuxkart',
    name: 'SuperTuxKart',
    discovery: [{ ports: '2757', to: 'subnet-broadcast' }],
    play: [{ transport: 'udp', ports: '2757-2759' }],
    processes: {},
    sources: {
      discovery: [
        'github:supertuxkart/stk-code@86dc3dc6184ca022ed330a742cb9dd76a66e4a5a data/stk_config.xml:564 server-discovery-port, src/network/servers_manager.cpp:241 (all broadcast addresses of the interfaces), :344-352 (guessed ones where none is found)',
      ],
      play: [
        'github:supertuxkart/stk-code@86dc3dc6184ca022ed330a742cb9dd76a66e4a5a data/stk_config.xml:564 server-discovery-port, src/network/servers_manager.cpp:241 (all broadcast addresses of the interfaces), :344-352 (guessed ones where none is found)',
      ],
      processes: [],
    },
    confidence: 'high',
    note: "Where it finds no interface's broadcast address it sends to guessed ones (10.255.255.255, 192.168.255.255 ...), which the kernel routes as unicast.",
  },
  {
    id: 'retroarch-netplay',
    name: 'RetroArch netplay',
    discovery: [{ ports: '55435', to: 'broadcast' }],
    play: [{ transport: 'tcp', ports: '55435' }],
    processes: {},
    sources: {
      discovery: [
        'retroarch netplay: RARCH_DISCOVERY_PORT 55435, RARCH_DEFAULT_PORT 55435',
        'https://github.com/libretro/RetroArch/pull/4137',
      ],
      play: ['retroarch netplay: RARCH_DISCOVERY_PORT 55435, RARCH_DEFAULT_PORT 55435'],
      processes: [],
    },
    confidence: 'high',
  },
];
