/** Half-Life, the Source engine, and what Steam searches for. */
import type { GameProfile } from '../profile.ts';
import { detectable, gamedig, serviceDiscoveryHelper } from '../sources.ts';

export const sourceProfiles: readonly GameProfile[] = [
  {
    id: 'half-life',
    name: 'Half-Life and its mods (GoldSrc)',
    discovery: [{ ports: '27015-27020', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '27015' }],
    processes: { windows: ['hl.exe'] },
    sources: {
      discovery: [
        'github:FWGS/xash3d-fwgs@633203e1b975e4c896283633e575b80c2dea308a engine/client/cl_main.c:1827-1830 (255.255.255.255, PORT_SERVER + i), engine/common/netchan.h:73 PORT_SERVER 27015 (a reimplementation)',
      ],
      play: [
        'github:FWGS/xash3d-fwgs@633203e1b975e4c896283633e575b80c2dea308a engine/client/cl_main.c:1827-1830 (255.255.255.255, PORT_SERVER + i), engine/common/netchan.h:73 PORT_SERVER 27015 (a reimplementation)',
      ],
      processes: [detectable('Half-Life')],
    },
    confidence: 'medium',
    note: 'How many ports above 27015 the original asks is not in the evidence; the range is that of the Source engine.',
  },
  {
    id: 'team-fortress-2',
    name: 'Team Fortress 2',
    discovery: [
      { ports: '27015-27020', to: 'broadcast' },
      { ports: '27005', to: 'broadcast' },
    ],
    play: [{ transport: 'udp', ports: '27015-27020' }],
    processes: { windows: ['hl2tf.exe', 'hl2.exe'], macos: ['hl2_osx'] },
    sources: {
      discovery: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      play: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      processes: [detectable('Team Fortress 2')],
    },
    confidence: 'high',
  },
  {
    id: 'counter-strike-source',
    name: 'Counter-Strike: Source',
    discovery: [
      { ports: '27015-27020', to: 'broadcast' },
      { ports: '27005', to: 'broadcast' },
    ],
    play: [{ transport: 'udp', ports: '27015-27020' }],
    processes: { windows: ['hl2.exe'] },
    sources: {
      discovery: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      play: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      processes: [detectable('Counter-Strike: Source')],
    },
    confidence: 'high',
  },
  {
    id: 'counter-strike-go',
    name: 'Counter-Strike: Global Offensive',
    discovery: [
      { ports: '27015-27020', to: 'broadcast' },
      { ports: '27005', to: 'broadcast' },
    ],
    play: [{ transport: 'udp', ports: '27015-27020' }],
    processes: { windows: ['csgo.exe'], linux: ['csgo_linux64'], macos: ['csgo_osx64'] },
    sources: {
      discovery: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      play: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      processes: [detectable('Counter-Strike: Global Offensive')],
    },
    confidence: 'high',
  },
  {
    id: 'left-4-dead-2',
    name: 'Left 4 Dead 2',
    discovery: [
      { ports: '27015-27020', to: 'broadcast' },
      { ports: '27005', to: 'broadcast' },
    ],
    play: [{ transport: 'udp', ports: '27015-27020' }],
    processes: { windows: ['l4d2_workshop_manager.exe', 'left4dead2.exe'], macos: ['hl2_osx'] },
    sources: {
      discovery: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      play: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      processes: [detectable('Left 4 Dead 2')],
    },
    confidence: 'medium',
    note: 'Source engine; the source names the engine, not this game.',
  },
  {
    id: 'garrys-mod',
    name: "Garry's Mod",
    discovery: [
      { ports: '27015-27020', to: 'broadcast' },
      { ports: '27005', to: 'broadcast' },
    ],
    play: [{ transport: 'udp', ports: '27015-27020' }],
    processes: { windows: ['hl2.exe', 'gmod.exe', 'gmad.exe'], macos: ['hl2_osx'] },
    sources: {
      discovery: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      play: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      processes: [detectable("Garry's Mod")],
    },
    confidence: 'medium',
    note: 'Source engine; the source names the engine, not this game.',
  },
  {
    id: 'half-life-2-deathmatch',
    name: 'Half-Life 2: Deathmatch',
    discovery: [
      { ports: '27015-27020', to: 'broadcast' },
      { ports: '27005', to: 'broadcast' },
    ],
    play: [{ transport: 'udp', ports: '27015-27020' }],
    processes: { windows: ['hl2hl2.exe', 'hl2.exe'], macos: ['hl2_osx'] },
    sources: {
      discovery: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      play: [
        serviceDiscoveryHelper(
          'GAMES.md "Source Engine (HL2DM, TF2, CS:S, CS:GO, etc) - Works ... 255.255.255.255 ... 27015-27020"; ports (also 27005)',
        ),
      ],
      processes: [detectable('Half-Life 2')],
    },
    confidence: 'high',
  },
  {
    id: '7-days-to-die',
    name: '7 Days to Die',
    discovery: [{ ports: '26900-26905', to: 'broadcast' }],
    play: [{ transport: 'udp', ports: '26900-26901' }],
    processes: { windows: ['7daystodie_eac.exe', '7daystodie.exe'] },
    sources: {
      discovery: [serviceDiscoveryHelper('ports ("Other ports Steam searches 26900-26905")')],
      play: [
        serviceDiscoveryHelper('ports ("Other ports Steam searches 26900-26905")'),
        gamedig('sdtd port 26900, query +1'),
      ],
      processes: [detectable('7 Days to Die')],
    },
    confidence: 'medium',
    note: "That Steam's LAN search asks this range is in the source; that the game answers there follows from its port.",
  },
];
