/** The settings as they cross boundaries: types and schemas, made from the registry. Units stand in the names. */
import { z } from 'zod';
import { interfaceNameSchema } from '../helper/verbs.ts';
import { parseServerAddress } from '../stun/server-address.ts';
import { type AlertRule, alertRuleSchema } from './insight.ts';
import { parseMeetingServer } from './settings/meeting-server.ts';
import {
  type SettingName,
  type SettingRecords,
  settingDefaults,
  settingNames,
  settingRecords,
} from './settings/registry.ts';
import type { SettingRecord, TextFormat } from './settings/setting-record.ts';
import { displayNameSchema, rule, subnetSchema } from './wire.ts';

/** A WebSocket URL of a control server, e.g. `wss://play.example.org` or `ws://192.168.1.5:8667`. */
export const serverUrlSchema = z
  .string()
  .max(200)
  .refine((text) => URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol), rule('not-websocket-url'));

/** An https URL without a fragment, which is the invite's own. */
const pageUrlSchema = z
  .string()
  .max(200)
  .refine((text) => /^https:\/\/[^\s#]+$/i.test(text) && URL.canParse(text), rule('not-page-url'));

/** `host:port` of a STUN server. */
const stunServerSchema = z
  .string()
  .max(260)
  .refine((text) => parseServerAddress(text) !== null, rule('not-host-port'));

/** A control server or an MQTT broker, e.g. `wss://play.example.org` or `mqtts://broker.example.org`. */
const meetingServerSchema = z
  .string()
  .max(200)
  .refine((text) => parseMeetingServer(text) !== null, rule('not-meeting-server'));

const formats: Readonly<Record<TextFormat, z.ZodType<string, string>>> = {
  'display-name': displayNameSchema,
  'server-url': serverUrlSchema,
  'page-url': pageUrlSchema,
  'interface-name': interfaceNameSchema,
  subnet: subnetSchema,
  'host-port': stunServerSchema,
  'meeting-server': meetingServerSchema,
};

/** What a record's kind makes of its value. */
type Value<R> = R extends { kind: 'switch' }
  ? boolean
  : R extends { kind: 'choice'; options: readonly (infer Option)[] }
    ? Option
    : R extends { kind: 'number' }
      ? number
      : R extends { kind: 'text'; none: null }
        ? string | null
        : R extends { kind: 'text' }
          ? string
          : R extends { kind: 'lines' }
            ? string[]
            : R extends { kind: 'alerts' }
              ? AlertRule[]
              : never;

export type Settings = { [N in SettingName]: Value<SettingRecords[N]> };

function schemaOf(record: SettingRecord): z.ZodType {
  switch (record.kind) {
    case 'switch':
      return z.boolean();
    case 'choice':
      return z.enum(record.options);
    case 'number': {
      const number = (record.fraction ? z.number() : z.int()).min(record.min).max(record.max);
      const { divisorOf } = record;
      if (divisorOf === undefined) return number;
      return number.refine((value) => divisorOf % value === 0, rule('not-divisor-of-60'));
    }
    case 'text': {
      const text = formats[record.format];
      if (record.none === undefined) return text;
      return record.none === null ? text.nullable() : z.union([z.literal(record.none), text]);
    }
    case 'lines':
      return z.array(formats[record.format]).max(record.atMost);
    case 'alerts':
      return z.array(alertRuleSchema).max(record.atMost);
  }
}

type Field<N extends SettingName> = z.ZodType<Settings[N], Settings[N]>;

// A record says by its kind what Value and schemaOf make of it: test/unit/shared/model/settings.test.ts holds them together.
const fields = Object.fromEntries(
  settingNames.map((name) => [name, schemaOf(settingRecords[name])]),
) as unknown as { [N in SettingName]: Field<N> };

const fieldsWithDefaults = Object.fromEntries(
  settingNames.map((name) => [name, (fields[name] as z.ZodType).default(settingDefaults[name])]),
) as unknown as { [N in SettingName]: z.ZodDefault<Field<N>> };

export const settingsSchema = z.object(fieldsWithDefaults);

/** Made from the fields without their defaults, which parsing would otherwise add to every patch. */
export const settingsPatchSchema = z.strictObject(fields).partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
