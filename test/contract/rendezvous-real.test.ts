import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { noProxies } from '../../main/base/proxy.ts';
import { knownNodesFile } from '../../main/engine/rendezvous/dht/known-nodes-file.ts';
import { realRendezvous } from '../../main/engine/rendezvous/real-rendezvous.ts';
import type { SeekEvent } from '../../main/engine/rendezvous/rendezvous.ts';
import { settingsSchema } from '../../shared/model/settings.ts';
import { recordingLog } from '../mocks/recording-log.ts';
import { identityNamed, partyNamed, someFacts } from '../unit/engine/rendezvous/kit.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'lanrage-rendezvous-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

it('keeps nodes of the DHT in a file of its owner, and takes a damaged one for none', async () => {
  const path = join(folder(), 'dht-nodes.json');
  const file = knownNodesFile(path);
  expect(file.read()).toEqual([]);
  const nodes = [{ id: Buffer.alloc(20, 7), address: '198.51.100.7', port: 6881 }];
  file.write(nodes);
  await vi.waitUntil(() => file.read().length === 1);
  expect(file.read()).toEqual(nodes);
  expect(statSync(path).mode & 0o077).toBe(0);
  writeFileSync(path, readFileSync(path, 'utf8').slice(4));
  expect(file.read()).toEqual([]);
});

it('asks nobody where the settings say so, and no public place that nobody named where those are ruled out', async () => {
  const open = realRendezvous({
    dataDir: folder(),
    proxies: noProxies,
    log: recordingLog(),
    publicPlaces: false,
  });
  const settings = settingsSchema.parse({ rendezvousInHouse: false });
  expect(open({ ...settings, rendezvous: 'off' })).toBeNull();
  const events: SeekEvent[] = [];
  const seeking = open(settings)?.seek(partyNamed('party'), identityNamed('seeker'), (event) =>
    events.push(event),
  );
  seeking?.ask(someFacts);
  await vi.waitUntil(() => events.length > 0);
  expect(events).toEqual([
    { type: 'places', places: [], fault: { code: 'rendezvous.unreachable', args: {} } },
  ]);
  await seeking?.stop();
});
