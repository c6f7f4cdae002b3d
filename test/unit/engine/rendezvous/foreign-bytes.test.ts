/** What strangers may send, at each way: nothing is thrown, and nothing is believed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodePublish,
  encodeSubscribe,
  MqttReader,
  pingRequest,
} from '../../../../main/engine/rendezvous/mqtt/mqtt-packets.ts';
import { parseRelayFrame } from '../../../../main/engine/rendezvous/nostr/relay-frames.ts';
import { parseMeetingServer } from '../../../../shared/model/settings/meeting-server.ts';

describe('frames of a Nostr relay', () => {
  it('are read, or are nothing', () => {
    expect(parseRelayFrame('["EVENT","s",{"content":"AAEC"}]')).toEqual({
      type: 'event',
      subscription: 's',
      content: Uint8Array.of(0, 1, 2),
    });
    expect(parseRelayFrame('["OK","id",false,"pow: no"]')).toEqual({ type: 'ok', event: 'id', taken: false });
    expect(parseRelayFrame('["OK","id",false,"duplicate: have it"]')).toMatchObject({ taken: true });
    for (const odd of [
      '',
      '{}',
      '[]',
      '["EVENT"]',
      '["EVENT","s"]',
      '["EVENT","s",{"content":3}]',
      '["NOTICE","x"]',
      'x',
    ])
      expect(parseRelayFrame(odd)).toBeNull();
    expect(parseRelayFrame(JSON.stringify(['EVENT', 's', { content: 'A'.repeat(2000) }]))).toBeNull();
  });

  it('of any text throw nothing', () => {
    const frame = fc
      .array(fc.oneof(fc.constantFrom('EVENT', 'OK', 'CLOSED', 'EOSE', 's'), fc.jsonValue()))
      .map((one) => JSON.stringify(one));
    fc.assert(
      fc.property(fc.oneof(frame, fc.string()), (text) => void parseRelayFrame(text)),
      { numRuns: 5000 },
    );
  });
});

describe('packets of an MQTT broker', () => {
  const long = encodePublish('topic', Buffer.alloc(360, 7));

  it('are cut out of the stream wherever it is broken', () => {
    const stream = Buffer.concat([
      Buffer.of(0x20, 2, 0, 0),
      Buffer.of(0x90, 3, 0, 1, 0),
      long,
      Buffer.of(0xd0, 0),
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 8 }), (cuts) => {
        const reader = new MqttReader();
        const bounds = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const packets = bounds.flatMap((from, i) =>
          reader.read(stream.subarray(from, bounds[i + 1] ?? from)),
        );
        expect(packets.map((one) => one?.type)).toEqual(['connack', 'suback', 'publish', 'pingresp']);
      }),
      { numRuns: 1000 },
    );
  });

  it('give a note as it was published', () => {
    expect(new MqttReader().read(long)).toEqual([
      { type: 'publish', topic: 'topic', payload: new Uint8Array(360).fill(7) },
    ]);
    expect([...pingRequest]).toEqual([0xc0, 0]);
    expect([...encodeSubscribe(1, ['a'])]).toEqual([0x82, 6, 0, 1, 0, 1, 0x61, 0]);
  });

  it('of more than a note’s size, or of no length at all, end the visit', () => {
    expect(new MqttReader().read(Buffer.of(0x30, 0xff, 0xff, 0x7f))).toBeNull();
    expect(new MqttReader().read(Buffer.of(0x30, 0x80, 0x80, 0x80, 0x80))).toBeNull();
    expect(new MqttReader().read(Buffer.of(0x30, 1, 0))).toBeNull();
  });

  it('of any bytes throw nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void new MqttReader().read(bytes)),
      {
        numRuns: 100_000,
      },
    );
  });
});

describe('a meeting place of one’s own', () => {
  it.each([
    ['wss://play.example.org', { kind: 'control', host: 'play.example.org', port: 443, isEncrypted: true }],
    ['ws://192.168.1.5:8667', { kind: 'control', host: '192.168.1.5', port: 8667, isEncrypted: false }],
    [
      'mqtts://broker.example.org',
      { kind: 'mqtt', host: 'broker.example.org', port: 8883, isEncrypted: true },
    ],
    ['mqtt://[2001:db8::1]:1884', { kind: 'mqtt', host: '2001:db8::1', port: 1884, isEncrypted: false }],
  ])('%s is one', (text, expected) => {
    expect(parseMeetingServer(text)).toEqual(expected);
  });

  it.each([
    '',
    'broker.example.org',
    'https://x.org',
    'mqtts://user:secret@x.org',
    'mqtt://x.org/path',
    'mqtt://',
    'mqtt://x:99999',
  ])('%j is none', (text) => {
    expect(parseMeetingServer(text)).toBeNull();
  });
});
