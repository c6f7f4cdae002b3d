/** A relay that strangers run. Arguments: address, port, delay each way in ms. */
import { startNostrRelay } from '../../../../mocks/nostr-relay.ts';

const [host = '', port = '', delayMs = '0'] = process.argv.slice(2);
await startNostrRelay({ host, port: Number(port), delayMs: Number(delayMs) });
console.log(JSON.stringify({ ready: true }));
