/** Everything that can be set, with its default. Units stand in the names. */
import { z } from 'zod';
import { interfaceNameSchema } from '../helper/verbs.ts';
import { parseServerAddress } from '../stun/server-address.ts';
import { logLevels } from './log-line.ts';
import { settingDefaults } from './setting-defaults.ts';
import { watchFields, watchFieldsWithDefaults } from './watch-settings.ts';
import { displayNameSchema, portSchema, subnetSchema } from './wire.ts';

/** A WebSocket URL of a control server, e.g. `wss://play.example.org` or `ws://192.168.1.5:8667`. */
export const serverUrlSchema = z
  .string()
  .max(200)
  .refine(
    (text) => URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol),
    'not a ws:// or wss:// address',
  );

/** `host:port` of a STUN server. */
const stunServerSchema = z
  .string()
  .max(260)
  .refine((text) => parseServerAddress(text) !== null, 'not host:port');

const fields = {
  /** Shown to the other members. Empty until the person chose one. */
  displayName: z.union([z.literal(''), displayNameSchema]),
  /** null: the host's own engine starts the servers. */
  controlServer: serverUrlSchema.nullable(),
  interfaceName: interfaceNameSchema,
  /** Wanted for new parties; another private /16 is taken where it clashes with this machine's networks. */
  subnet: subnetSchema,
  mtu: z.int().min(576).max(9000),
  /** UDP port of WireGuard; 0 lets the system choose. */
  wireguardPort: portSchema,
  keepaliveSeconds: z.int().min(5).max(120),
  /** Asked how the NAT behaves; none: nobody is asked. */
  stunServers: z.array(stunServerSchema).max(4),
  /** Whether the router may be asked to open WireGuard's port, by PCP, NAT-PMP or UPnP. */
  portMapping: z.boolean(),
  /** Whether this machine may pass on the traffic of friends who can't reach each other, in a party that it is in. */
  relayForFriends: z.boolean(),
  /** What it passes on for them at most, of all together. */
  relayForFriendsMbits: z.int().min(1).max(1000),
  embeddedControlPort: portSchema,
  embeddedRelayPort: portSchema,
  /** Loopback port of the browser interface; 0 lets the system choose. */
  apiPort: portSchema,
  logLevel: z.enum(logLevels),
  logFormat: z.enum(['human', 'json']),
  /** Whether members may test the link to this machine: bandwidth, stress. */
  friendTests: z.boolean(),
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'de']),
  /** This and the three below: desktop app only. */
  startAtLogin: z.boolean(),
  /** Whether closing the window while in a party leaves the app in the tray. */
  closeToTray: z.boolean(),
  notifications: z.boolean(),
  /** Whether new releases are looked for and fetched; they are put in place when the app quits. */
  autoUpdate: z.boolean(),
  ...watchFields,
};

export const settingsSchema = z.object({
  displayName: fields.displayName.default(settingDefaults.displayName),
  controlServer: fields.controlServer.default(settingDefaults.controlServer),
  interfaceName: fields.interfaceName.default(settingDefaults.interfaceName),
  subnet: fields.subnet.default(settingDefaults.subnet),
  mtu: fields.mtu.default(settingDefaults.mtu),
  wireguardPort: fields.wireguardPort.default(settingDefaults.wireguardPort),
  keepaliveSeconds: fields.keepaliveSeconds.default(settingDefaults.keepaliveSeconds),
  stunServers: fields.stunServers.default([...settingDefaults.stunServers]),
  portMapping: fields.portMapping.default(settingDefaults.portMapping),
  relayForFriends: fields.relayForFriends.default(settingDefaults.relayForFriends),
  relayForFriendsMbits: fields.relayForFriendsMbits.default(settingDefaults.relayForFriendsMbits),
  embeddedControlPort: fields.embeddedControlPort.default(settingDefaults.embeddedControlPort),
  embeddedRelayPort: fields.embeddedRelayPort.default(settingDefaults.embeddedRelayPort),
  apiPort: fields.apiPort.default(settingDefaults.apiPort),
  logLevel: fields.logLevel.default(settingDefaults.logLevel),
  logFormat: fields.logFormat.default(settingDefaults.logFormat),
  friendTests: fields.friendTests.default(settingDefaults.friendTests),
  theme: fields.theme.default(settingDefaults.theme),
  language: fields.language.default(settingDefaults.language),
  startAtLogin: fields.startAtLogin.default(settingDefaults.startAtLogin),
  closeToTray: fields.closeToTray.default(settingDefaults.closeToTray),
  notifications: fields.notifications.default(settingDefaults.notifications),
  autoUpdate: fields.autoUpdate.default(settingDefaults.autoUpdate),
  ...watchFieldsWithDefaults,
});

export type Settings = z.infer<typeof settingsSchema>;

/** Made from the fields without their defaults, which parsing would otherwise add to every patch. */
export const settingsPatchSchema = z.strictObject(fields).partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
