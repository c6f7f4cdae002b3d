import { expect, it } from 'vitest';
import { rendezvousSettings } from '../../../../main/engine/rendezvous/settings.ts';
import { settingsSchema } from '../../../../shared/model/settings.ts';

const defaults = settingsSchema.parse({});

it('asks public places, the house, and nobody where it is off', () => {
  const places = rendezvousSettings(defaults, true);
  expect(places?.relays.length).toBeGreaterThan(8);
  expect(places?.dhtNodes.length).toBeGreaterThan(2);
  expect(places).toMatchObject({ servers: [], lan: true });
  expect(rendezvousSettings({ ...defaults, rendezvous: 'off' }, true)).toBeNull();
});

it('asks no public place that nobody named where those are ruled out', () => {
  expect(rendezvousSettings(defaults, false)).toMatchObject({ relays: [], dhtNodes: [] });
  const named = { ...defaults, rendezvousRelays: ['wss://relay.example.org'] };
  expect(rendezvousSettings(named, false)).toMatchObject({
    relays: ['wss://relay.example.org'],
    dhtNodes: [],
  });
});

it('asks no relay where somebody emptied the list', () => {
  expect(rendezvousSettings({ ...defaults, rendezvousRelays: [] }, true)).toMatchObject({ relays: [] });
});
