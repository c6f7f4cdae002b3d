import { describe, expect, it } from 'vitest';
import { fault } from '../../shared/faults/fault.ts';
import { greet, TestClient, TestDevice } from './control-client.ts';
import { startEndpoint } from './control-server.ts';

describe('a frame that is wrong', () => {
  const hopeless: [string, string | Uint8Array<ArrayBuffer>][] = [
    ['is no JSON', '{"id":1'],
    ['is no object', '[1,2]'],
    ['is binary', new Uint8Array([123, 125])],
    ['has no id', '{"type":"heartbeat"}'],
    ['has an impossible id', '{"id":-1,"type":"heartbeat"}'],
    ['is empty', ''],
  ];
  it.each(hopeless)('and %s ends the connection with the reason', async (_name, frame) => {
    const client = await greet(await startEndpoint(), new TestDevice());
    client.sendRaw(frame);
    expect((await client.next('error')).fault.code).toBe('control.bad-message');
    expect((await client.closed).code).toBe(1008);
  });

  it('of an unknown type is answered, and the connection goes on', async () => {
    const client = await greet(await startEndpoint(), new TestDevice());
    expect(await client.ask('party.dance')).toMatchObject({
      ok: false,
      fault: fault('control.unknown-type', { type: 'party.dance' }),
    });
    expect(await client.ask('heartbeat')).toMatchObject({ ok: true });
  });

  it('of an unknown type without an id ends the connection with the reason', async () => {
    const client = new TestClient(await startEndpoint());
    await client.nonce;
    client.sendRaw('{"type":"party.dance"}');
    expect((await client.next('error')).fault).toEqual(
      fault('control.unknown-type', { type: 'party.dance' }),
    );
  });

  it('in a field is answered with the name of the field and not with what was in it', async () => {
    const client = await greet(await startEndpoint(), new TestDevice());
    const answer = await client.ask('party.resume', { party: 'my-secret', token: 'x', record: {} });
    expect(answer).toMatchObject({ ok: false, fault: { code: 'control.bad-message' } });
    expect(JSON.stringify(answer)).toContain('party');
    expect(JSON.stringify(answer)).not.toContain('my-secret');
  });

  it.each([17_000, 2_000_000])(
    'of %i bytes is told the limit before the connection closes',
    async (bytes) => {
      const client = await greet(await startEndpoint(), new TestDevice());
      client.sendRaw(JSON.stringify({ id: 5, type: 'heartbeat', padding: 'x'.repeat(bytes) }));
      expect((await client.next('error')).fault).toEqual(fault('control.too-large', { limitBytes: 16384 }));
      expect((await client.closed).code).toBe(1009);
    },
  );

  it('leaves the connections of others alone', async () => {
    const endpoint = await startEndpoint();
    const bystander = await greet(endpoint, new TestDevice());
    const vandal = await greet(endpoint, new TestDevice());
    vandal.sendRaw('x'.repeat(100_000));
    await vandal.closed;
    expect(await bystander.ask('heartbeat')).toMatchObject({ ok: true });
  });
});

describe('a connection that says too much', () => {
  it('is told when to go on, and closed when it never stops', async () => {
    const endpoint = await startEndpoint({ messageBurst: 4, messagesPerSecond: 1 });
    const client = await greet(endpoint, new TestDevice());
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await client.ask('heartbeat'));
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, true, false]);
    expect(answers[3]).toMatchObject({ fault: { code: 'control.rate-limited' } });
    for (let i = 0; i < 4; i++) client.sendRaw('{"id":9,"type":"heartbeat"}');
    expect((await client.next('error')).fault.code).toBe('control.rate-limited');
    expect((await client.closed).code).toBe(1008);
  });
});
