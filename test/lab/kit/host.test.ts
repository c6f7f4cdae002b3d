import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from './describe-lab.ts';
import { createInternet, type Internet } from './internet.ts';
import { LoopbackBridge } from './loopback-bridge.ts';

describeLab('a machine of the lab', () => {
  let internet: Internet;

  beforeAll(() => {
    internet = createInternet('host');
  });

  afterAll(() => internet?.close());

  test('is reached at its loopback through a bridge in ours', async () => {
    const host = internet.open();
    const folder = internet.folder('bridge');
    const bridge = await LoopbackBridge.open(folder);
    await host.tool('tcp-echo', [bridge.port]).json((line) => line.ready === true);
    await bridge.leadTo(host, folder);

    const socket = connect(bridge.port, '127.0.0.1', () => socket.write('through'));
    const answer = await new Promise((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));

    expect(answer).toBe('through');
    socket.destroy();
    bridge.close();
  });

  test('has mounts of its own that no other machine sees', async () => {
    const [host, other] = [internet.open(), internet.open()];
    await host.mount('mount --bind /dev/null /usr/bin/wg');

    expect((await host.exec('test', ['-f', '/usr/bin/wg'])).code).toBe(1);
    expect((await other.exec('test', ['-f', '/usr/bin/wg'])).code).toBe(0);
  });

  test("loses what a product started when its power is cut, and keeps the lab's tools", async () => {
    const host = internet.open();
    const tool = host.tool('udp-echo', [5000]);
    await tool.json((line) => line.ready === true);
    const product = host.spawn('sh', ['-c', 'sleep 600 & sleep 600']);
    await expect.poll(() => host.processes().length).toBe(3);

    host.killAll();

    expect(host.processes()).toEqual([]);
    expect(await product.exited).toBeNull();
    const { stdout } = await host.exec('ip', ['netns', 'pids', host.namespace]);
    expect(stdout.split('\n')).toContain(String(tool.pid));
  });

  test('kills a command that takes too long', async () => {
    const { code } = await internet.open().exec('sleep', ['600'], 100);

    expect(code).toBeNull();
  });
});
