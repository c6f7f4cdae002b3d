/** Every game that is known. */
import type { GameProfile } from '../profile.ts';
import { adventureProfiles } from './adventure-profiles.ts';
import { buildingProfiles } from './building-profiles.ts';
import { quakeProfiles } from './quake-profiles.ts';
import { shooterProfiles } from './shooter-profiles.ts';
import { sourceProfiles } from './source-profiles.ts';
import { strategyProfiles } from './strategy-profiles.ts';
import { unrealProfiles } from './unreal-profiles.ts';

export const gameProfiles: readonly GameProfile[] = [
  ...quakeProfiles,
  ...sourceProfiles,
  ...unrealProfiles,
  ...strategyProfiles,
  ...buildingProfiles,
  ...shooterProfiles,
  ...adventureProfiles,
];
