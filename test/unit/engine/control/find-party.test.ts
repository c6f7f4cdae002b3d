import { expect, it } from 'vitest';
import type { ControlConnection } from '../../../../main/control-client/control-connection.ts';
import { findParty } from '../../../../main/engine/control/find-party.ts';
import type { Joined } from '../../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import { fail, ok } from '../../../../shared/result.ts';

const NONSENSE = fault('control.bad-message', { at: '', reason: 'bad-join-answer' });
const JOINED = { index: 2 } as Joined;

/** Servers that all answer; each says what is in the way, or lets in. */
function searchAmong(answers: Readonly<Record<string, Fault | null>>) {
  const asked: string[] = [];
  return {
    asked,
    servers: Object.keys(answers),
    dial: async ([url = '']: readonly string[]) => ok({ url } as ControlConnection),
    enter: async ({ url }: ControlConnection) => {
      asked.push(url);
      const refusal = answers[url] ?? null;
      return refusal === null ? ok(JOINED) : fail(refusal);
    },
  };
}

it('goes on from a server that doesn’t know the party, and from one that says of it what can’t be', async () => {
  const search = searchAmong({
    'ws://a': fault('party.not-found', { server: '' }),
    'ws://b': NONSENSE,
    'ws://c': null,
  });
  expect(await findParty(search)).toEqual(ok(JOINED));
  expect(search.asked).toEqual(['ws://a', 'ws://b', 'ws://c']);
});

it('does not go on from one that knows the party and refuses', async () => {
  const refusal = fault('party.full', { limit: 64 });
  const search = searchAmong({ 'ws://a': refusal, 'ws://b': null });
  expect(await findParty(search)).toEqual(fail(refusal));
  expect(search.asked).toEqual(['ws://a']);
});

it('passes on what the last one said where none is left', async () => {
  expect(await findParty(searchAmong({ 'ws://a': NONSENSE }))).toEqual(fail(NONSENSE));
});
