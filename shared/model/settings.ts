/** Everything that can be set, with its default. Units stand in the names. */
import { z } from 'zod';
import { CONTROL_DEFAULT_PORT } from '../control/messages.ts';
import { interfaceNameSchema } from '../helper/verbs.ts';
import { displayNameSchema, portSchema, subnetSchema } from './wire.ts';

/** A WebSocket URL of a control server, e.g. `wss://play.example.org` or `ws://192.168.1.5:8667`. */
export const serverUrlSchema = z
  .string()
  .max(200)
  .refine(
    (text) => URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol),
    'not a ws:// or wss:// address',
  );

export const settingsSchema = z.object({
  /** Shown to the other members. Empty until the person chose one. */
  displayName: z.union([z.literal(''), displayNameSchema]).default(''),
  /** null: the host's own engine starts the servers. */
  controlServer: serverUrlSchema.nullable().default(null),
  interfaceName: interfaceNameSchema.default('lanrage0'),
  /** Wanted for new parties; another private /16 is taken where it clashes with this machine's networks. */
  subnet: subnetSchema.default('10.66.0.0/16'),
  /** 1500 minus IPv6 and WireGuard headers. */
  mtu: z.int().min(576).max(9000).default(1420),
  /** UDP port of WireGuard; 0 lets the system choose. */
  wireguardPort: portSchema.default(0),
  keepaliveSeconds: z.int().min(5).max(120).default(25),
  embeddedControlPort: portSchema.default(CONTROL_DEFAULT_PORT),
  embeddedRelayPort: portSchema.default(3478),
  /** Loopback port of the browser interface; 0 lets the system choose. */
  apiPort: portSchema.default(8666),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  logFormat: z.enum(['human', 'json']).default('human'),
});

export type Settings = z.infer<typeof settingsSchema>;
export const settingsPatchSchema = settingsSchema.partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
