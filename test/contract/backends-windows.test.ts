/**
 * The Windows backend against programs that note what they are told. What these answer is recorded or, for texts in
 * German, made up: nothing of it may matter. It was never run on Windows.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { POWERSHELL } from '../../main/base/powershell.ts';
import { type Command, runCommand } from '../../main/base/run-command.ts';
import { openWindowsBackend } from '../../main/helper/tunnel/open-windows.ts';
import { READ_NETWORKS, SET_ADDRESS, SET_UP_NETWORK } from '../../main/helper/tunnel/windows-scripts.ts';
import { type FakePrograms, fakePrograms } from './kit/fake-programs.ts';

const KEY = 'QJvwO94Ks5jv9ZqgBOCyzVDd2jce3sAZxw8ke6M620o=';
const PEER = 'q5gY44C1rz59jNULBtXS3DsAq72VTOhpoZ+cQBLzgXQ=';
const PSK = '/Y5oVxmJlkSfCeI5p2oxZPjH4RQ24a81se2QwcTGYjc=';
const NAME = 'lanrage0';

describe('tunnels on Windows', () => {
  let root: string;
  let folder: string;
  let programs: FakePrograms;
  /** Installing the service hangs that many times. */
  let hangs: number;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lanrage-windows-'));
    folder = join(root, 'run');
    hangs = 0;
    programs = fakePrograms(root);
    const service = join(root, 'service');
    programs.make(
      'sc.exe',
      `echo 'Der angegebene Dienst ist kein installierter Dienst.'; [ -e ${service} ] || exit 36`,
    );
    programs.make('icacls.exe', 'echo "1 Dateien erfolgreich verarbeitet"');
    programs.make(
      'wireguard.exe',
      `case "$1" in
        /install*) sed 's/\\r$//' "$2" >${root}/conf; stat -c %a "$2" >${root}/mode; touch ${service};;
        *) rm -f ${service};;
      esac`,
    );
    programs.make(
      'wg.exe',
      `case "$1 $3" in
        "--version ") echo 'wireguard-tools v1.0.20210914';;
        "show listen-port") echo 51820;;
        "show dump") printf '${KEY}\\t${KEY}\\t51820\\toff\\r\\n${PEER}\\t${PSK}\\t203.0.113.7:51820\\t10.66.0.2/32\\t1700000000\\t148\\t92\\t25\\r\\n';;
      esac
      [ "$1" = addconf ] && cp "$3" ${root}/peers
      exit 0`,
    );
    programs.make('powershell', `echo '{"done":true,"private":true}'`);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** As the system would, but for where PowerShell is and how a hanging installation ends. */
  const run = async (command: Command) => {
    if (command.file.endsWith('wireguard.exe') && command.args[0] === '/installtunnelservice' && hangs > 0) {
      hangs -= 1;
      expect(command.timeoutMs).toBe(30_000);
      writeFileSync(join(root, 'service'), '');
      return runCommand({ file: '/bin/sleep', args: ['60'], timeoutMs: 50 });
    }
    return runCommand(command.file === POWERSHELL ? { ...command, file: join(root, 'powershell') } : command);
  };

  async function open() {
    const opened = await openWindowsBackend(folder, { wireguard: root, system: root }, run);
    if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
    return opened.value;
  }

  /** What a script was, and its input. */
  const scripts = () =>
    programs
      .calls()
      .filter(({ program }) => program === 'powershell')
      .map(({ args, stdin }) => ({
        script: Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le'),
        input: JSON.parse(stdin),
      }));
  const services = () =>
    programs.calls().flatMap(({ program, args }) => (program === 'wireguard.exe' ? [args.join(' ')] : []));
  const settings = { privateKey: KEY, listenPort: 0, mtu: 1420 };

  it('is missing where WireGuard is, also when something of that name is elsewhere', async () => {
    mkdirSync(join(root, 'other'));
    expect(
      await openWindowsBackend(folder, { wireguard: join(root, 'other'), system: root }, run),
    ).toMatchObject({
      fault: { code: 'tunnel.wireguard-missing' },
    });
    expect(programs.calls()).toEqual([]);
  });

  it('shuts its folder for all but the system and administrators before a secret is in it', async () => {
    await open();
    expect(programs.calls()[0]).toMatchObject({
      program: 'icacls.exe',
      args: [folder, '/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F'],
    });
  });

  it('makes the service from a configuration that is deleted, and sets the network up', async () => {
    const backend = await open();
    expect(await backend.configure(NAME, { ...settings, listenPort: 0 })).toEqual({ ok: true, value: 51820 });
    expect(services()).toEqual([`/installtunnelservice ${join(folder, 'lanrage0.conf')}`]);
    expect(read('conf')).toBe(`[Interface]\nPrivateKey = ${KEY}\nMTU = 1420\n`);
    expect(read('mode').trim()).toBe('600');
    expect(readdirSync(folder)).toEqual([]);
    const [setUp] = scripts();
    expect(setUp?.script).toContain(SET_UP_NETWORK);
    expect(setUp?.input).toEqual({ name: NAME, mtu: 1420, metric: 5, port: 51820, rule: 'LANrage-lanrage0' });
  });

  it('lets the service not start with the system, when its configuration is gone', async () => {
    const backend = await open();
    await backend.configure(NAME, settings);
    const asked = programs
      .calls()
      .flatMap(({ program, args }) => (program === 'sc.exe' ? [args.join(' ')] : []));
    expect(asked).toContain('config WireGuardTunnel$lanrage0 start= demand');
  });

  it('knows a service of its own by the configuration that it names, however that is written', async () => {
    const backend = await open();
    const names = (file: string) =>
      programs.make(
        'sc.exe',
        `echo '        PFAD        : "C:\\Program Files\\WireGuard\\wireguard.exe" /tunnelservice "${file}"'`,
      );
    names(join(folder, 'lanrage0.conf').replaceAll('/', '\\').toUpperCase());
    expect(await backend.isOurs?.(NAME)).toBe(true);
    names('C:\\Users\\somebody\\lanrage0.conf');
    expect(await backend.isOurs?.(NAME)).toBe(false);
    names(join(folder, 'lanrage1.conf'));
    expect(await backend.isOurs?.(NAME)).toBe(false);
  });

  it('brings a service that is there in line with the new configuration', async () => {
    const backend = await open();
    await backend.configure(NAME, settings);
    expect(await backend.configure(NAME, { ...settings, mtu: 1280, listenPort: 51999 })).toMatchObject({
      ok: true,
    });
    expect(services().slice(1)).toEqual([
      '/uninstalltunnelservice lanrage0',
      `/installtunnelservice ${join(folder, 'lanrage0.conf')}`,
    ]);
    expect(read('conf')).toBe(`[Interface]\nPrivateKey = ${KEY}\nListenPort = 51999\nMTU = 1280\n`);
  });

  it('takes an installation that hangs away and tries once more, and then no more', async () => {
    const backend = await open();
    hangs = 1;
    expect(await backend.configure(NAME, settings)).toEqual({ ok: true, value: 51820 });
    expect(services()).toEqual([
      '/uninstalltunnelservice lanrage0',
      `/installtunnelservice ${join(folder, 'lanrage0.conf')}`,
    ]);
    hangs = 9;
    expect(await backend.configure(NAME, settings)).toMatchObject({
      fault: { code: 'tunnel.create-failed' },
    });
    expect(hangs).toBe(7);
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(join(root, 'service'))).toBe(false);
  });

  it('shows no secret on any command line', async () => {
    const backend = await open();
    await backend.configure(NAME, settings);
    const peer = {
      publicKey: PEER,
      presharedKey: PSK,
      allowedIps: ['10.66.0.2/32'],
      keepaliveSeconds: 25,
      fresh: false,
    };
    expect(await backend.setPeers(NAME, [peer], [])).toEqual({ ok: true, value: undefined });
    expect(read('peers')).toContain(`PresharedKey = ${PSK}`);
    expect(readdirSync(folder)).toEqual([]);
    for (const { args } of programs.calls()) {
      expect(args.join(' ')).not.toContain(KEY);
      expect(args.join(' ')).not.toContain(PSK);
    }
  });

  it('gives PowerShell values as input, never as program', async () => {
    const backend = await open();
    await backend.setAddress(NAME, '10.66.0.1/16', '10.67.0.1/16');
    const [address] = scripts();
    expect(address?.script).toContain(SET_ADDRESS);
    expect(address?.script).not.toContain('10.66');
    expect(address?.input).toEqual({ name: NAME, address: '10.66.0.1', prefix: 16, metric: 5 });
  });

  it('reads status with Windows’ line ends, and tells a device that is gone by an exit code', async () => {
    const backend = await open();
    await backend.configure(NAME, settings);
    expect(await backend.status(NAME)).toMatchObject({
      ok: true,
      value: { listenPort: 51820, peers: [{ publicKey: PEER, rxBytes: 148, keepaliveSeconds: 25 }] },
    });
    rmSync(join(root, 'service'));
    programs.make('wg.exe', "echo 'Der Zugriff auf die Schnittstelle ist nicht möglich' >&2; exit 1");
    expect(await backend.status(NAME)).toEqual({
      ok: false,
      fault: { code: 'tunnel.interface-missing', args: { name: NAME } },
    });
  });

  it('reads networks with German names of devices', async () => {
    const answer = {
      addresses: [{ device: 'Ethernet-Anschluss für das Büro', address: '192.168.178.20', prefix: 24 }],
      routes: [
        { device: 'WLAN', subnet: '0.0.0.0/0' },
        { device: 'WLAN', subnet: '10.8.0.0/16' },
      ],
      servers: ['192.168.178.1'],
    };
    programs.make('powershell', `cat <<'END'\n${JSON.stringify(answer)}\nEND`);
    const networks = await (await open()).networks();
    expect(scripts()[0]?.script).toContain(READ_NETWORKS);
    expect(networks.ok && networks.value.map(({ device, address }) => [device, address])).toEqual([
      ['Ethernet-Anschluss für das Büro', '192.168.178.20'],
      ['WLAN', null],
      ['its name server', null],
    ]);
  });

  it('says what failed without a word of what was printed', async () => {
    programs.make('powershell', `echo 'Zugriff verweigert ${KEY}' >&2; exit 1`);
    expect(await (await open()).networks()).toEqual({
      ok: false,
      fault: { code: 'tunnel.create-failed', args: { reason: 'windows-step', step: 'read-networks' } },
    });
  });

  it('removes service and firewall rule, and finds nothing to do the second time', async () => {
    const backend = await open();
    await backend.configure(NAME, settings);
    expect(await backend.remove(NAME, null)).toEqual({ ok: true, value: undefined });
    expect(await backend.exists(NAME)).toBe(false);
    expect(scripts().at(-1)?.input).toEqual({ rule: 'LANrage-lanrage0' });
    const before = services().length;
    expect(await backend.remove(NAME, null)).toEqual({ ok: true, value: undefined });
    expect(services()).toHaveLength(before);
  });

  function read(name: string): string {
    expect(statSync(join(root, name)).isFile()).toBe(true);
    return readFileSync(join(root, name), 'utf8');
  }
});
