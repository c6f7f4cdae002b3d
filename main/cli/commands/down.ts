import { connectEngine } from '../../headless/connect-engine.ts';
import { type Command, done, failed } from '../command.ts';

export const down: Command = {
  name: 'down',
  operands: '',
  maxOperands: 0,
  summary: 'Stop LANrage on this machine',
  details:
    'Waits until the tunnel is gone. You stay a member of your party and are back in it with "lanrage up".',
  options: {},
  async run(_, { dataDir }) {
    const connection = await connectEngine(dataDir);
    if (!connection.ok) return failed(connection.fault);
    const stopped = await connection.value.stop();
    return stopped.ok ? done({ json: {}, text: 'LANrage is down.' }) : failed(stopped.fault);
  },
};
