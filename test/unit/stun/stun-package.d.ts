/** What the tests use of the untyped `stun` package, as an oracle for our own codec. */
declare module 'stun' {
  interface Attribute {
    readonly type: number;
    readonly value: { readonly address: string; readonly port: number };
  }
  interface Message {
    readonly type: number;
    readonly transactionId: Buffer;
    readonly count: number;
    getAttribute(type: number): Attribute | undefined;
    addAttribute(type: number, ...values: readonly unknown[]): void;
  }
  const stun: {
    decode(datagram: Buffer): Message;
    encode(message: Message): Buffer;
    createMessage(type: number, transactionId: Buffer): Message;
  };
  export = stun;
}
