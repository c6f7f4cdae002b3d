/**
 * The only way into the engine. Electron IPC, the headless socket, the browser, the CLI and the tests all derive
 * from this one value, so that none can drift. Every call answers a Result and never rejects.
 */
import { z } from 'zod';
import { invitingFactsSchema } from '../model/inviting.ts';
import { logLineViewSchema, logQuerySchema } from '../model/log-line.ts';
import { pathChangeSchema } from '../model/path-history.ts';
import { settingNames } from '../model/settings/registry.ts';
import { settingsPatchSchema, settingsSchema } from '../model/settings.ts';
import { sampleSchema, snapshotSchema, waitingSettingSchema } from '../model/snapshot.ts';
import { displayNameSchema } from '../model/wire.ts';
import { type CallSchemas, call, nothing } from './call.ts';
import type { channels } from './channels.ts';
import { diagnosisCalls, diagnosisEvents } from './diagnosis-calls.ts';
import { watchCalls, watchEvents } from './watch-calls.ts';

type Channels = typeof channels;

export const calls = {
  /** The whole state; later `snapshotChanged` events with a lower `seq` are to be dropped. */
  getSnapshot: call(nothing, snapshotSchema),
  /** Echo samples of the last two minutes, oldest first. */
  getSamples: call(nothing, z.array(sampleSchema)),
  /** The last 100 changes of the way to a member, oldest first. @fault peer.unknown - it is in no party of ours. */
  getPathHistory: call(
    z.strictObject({ peer: z.string().max(64) }),
    z.array(pathChangeSchema).max(100).readonly(),
  ),
  getSettings: call(nothing, settingsSchema),
  /** Changes what the patch names; nothing is changed when any part is invalid. */
  updateSettings: call(settingsPatchSchema, settingsSchema),
  /**
   * Brings into force what waits: restarts the tunnel, or ends the party here and takes it up again. Where that fails,
   * all goes on as it was. What waits for the next start is named, and left.
   * @fault settings.needs-restart - nothing else waits. @fault party.busy. Faults of the tunnel and of the servers.
   */
  applyWaiting: call(
    nothing,
    z.object({ applied: z.array(z.enum(settingNames)), waiting: z.array(waitingSettingSchema) }),
  ),
  /** Starts the helper where it isn't running (one prompt of the system) and checks for WireGuard. */
  setUpTunnel: call(nothing, z.object({ backend: z.string() })),
  /** Has the system start the helper by itself from now on; one question of the system. @fault helper.install-failed */
  installHelper: call(nothing, nothing),
  /** Takes that back, for this user. A tunnel that is up by it goes down and comes back by a question. @fault helper.not-removed */
  uninstallHelper: call(nothing, nothing),
  createParty: call(
    z.object({ name: displayNameSchema }),
    z.object({ code: z.string(), invite: z.string() }),
  ),
  joinParty: call(
    z.object({ invite: z.string().max(2000) }),
    z.object({ name: z.string(), address: z.string() }),
  ),
  /** Answers who runs the party now, by name; null: it is over; absent: it has a server of its own. */
  leaveParty: call(nothing, z.object({ heir: z.string().nullable().optional() })),
  /**
   * Joins one of the snapshot's `recent` again; `anew`: or makes it again here, with its code, where it is over.
   * @fault party.none - it isn't among them any more.
   */
  rejoinParty: call(
    z.strictObject({ id: z.string().max(64), anew: z.boolean().optional() }),
    z.object({ name: z.string(), address: z.string() }),
  ),
  /** Takes one out of `recent`, with its code. */
  forgetParty: call(z.strictObject({ id: z.string().max(64) }), nothing),
  /** Asks the router again where it opens nothing, then somebody outside to reach us. @fault party.none */
  checkInviting: call(nothing, invitingFactsSchema),
  dismissNotice: call(z.object({ id: z.int() }), nothing),
  /** What was logged last; newest last. */
  getLogs: call(logQuerySchema, z.array(logLineViewSchema)),
  ...watchCalls,
  ...diagnosisCalls,
} as const satisfies Record<Channels['calls'][number], CallSchemas>;

/** What the desktop shell tells its page, beside what the engine says; a browser gets none of it. */
export const shellEvents = {
  /** A link, the tray or the menu asked for a place. `invite`: what to put into the join card. */
  placeAsked: z.object({
    place: z.enum(['home', 'new', 'join', 'fix', 'settings']),
    invite: z.string().max(2000).nullable(),
  }),
} as const satisfies Record<Channels['shellEvents'][number], z.ZodType>;

export const events = {
  snapshotChanged: snapshotSchema,
  /** Once a second while there are peers. */
  samples: z.array(sampleSchema),
  settingsChanged: settingsSchema,
  ...watchEvents,
  ...diagnosisEvents,
} as const satisfies Record<Channels['events'][number], z.ZodType>;
