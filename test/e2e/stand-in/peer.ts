/** Questions and answers between the stand-in's two processes, over the channel that Node opens for a child. */

/** Anything that `serialization: 'advanced'` carries. */
type Message =
  | { readonly ask: number; readonly about: string; readonly input: unknown }
  | { readonly answer: number; readonly value?: unknown; readonly error?: string };

export interface Channel {
  send(message: Message): void;
  onMessage(listener: (message: Message) => void): void;
}

/** What one side can be asked. */
export type Answers<Q> = {
  readonly [K in keyof Q]: (input: Input<Q, K>) => Output<Q, K> | Promise<Output<Q, K>>;
};
type Input<Q, K extends keyof Q> = Q[K] extends (input: infer I) => unknown ? I : never;
type Output<Q, K extends keyof Q> = Q[K] extends (input: never) => infer O ? O : never;

export interface Peer<Q> {
  ask<K extends keyof Q & string>(about: K, input: Input<Q, K>): Promise<Output<Q, K>>;
}

/** Joins both directions: `answers` serves the other side's questions, the result asks it ours. */
export function createPeer<Theirs, Ours>(channel: Channel, answers: Answers<Ours>): Peer<Theirs> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;

  channel.onMessage((message) => {
    if ('ask' in message) void reply(message.ask, message.about, message.input);
    else settle(message.answer, message);
  });

  async function reply(answer: number, about: string, input: unknown): Promise<void> {
    try {
      const handler = (answers as Record<string, ((input: unknown) => unknown) | undefined>)[about];
      if (handler === undefined) throw new Error(`nobody answers ${about}`);
      channel.send({ answer, value: await handler(input) });
    } catch (error) {
      channel.send({ answer, error: error instanceof Error ? error.message : String(error) });
    }
  }

  function settle(id: number, { value, error }: { value?: unknown; error?: string }): void {
    const question = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) question?.resolve(value);
    else question?.reject(new Error(error));
  }

  return {
    ask(about, input) {
      last += 1;
      const question = Promise.withResolvers<unknown>();
      waiting.set(last, question);
      channel.send({ ask: last, about, input });
      return question.promise as Promise<Output<Theirs, typeof about>>;
    },
  };
}
