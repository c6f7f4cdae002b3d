/** The icon near the clock: state by shape, the worst latency, and the few things that are wanted quickly. */
import {
  app,
  clipboard,
  Menu,
  type MenuItemConstructorOptions,
  nativeImage,
  nativeTheme,
  Tray,
} from 'electron';
import type { Fault } from '../../../shared/faults/fault.ts';
import { inviteMessage } from '../../../shared/invite/message.ts';
import { judgeInviting } from '../../../shared/inviting/judge-inviting.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import type { DesktopTexts } from '../../../shared/texts/desktop.ts';
import type { Language } from '../../../shared/texts/language.ts';
import { lineOf } from '../../../shared/texts/say-inviting.ts';
import type { Log } from '../../base/log/log.ts';
import type { Engine } from '../../engine/engine-contract.ts';
import { type Colour, drawShape } from './draw-shape.ts';
import { menuLabel, type TrayShape, type TrayState, trayState } from './tray-state.ts';

export interface TrayOptions {
  readonly engine: Pick<Engine, 'handlers' | 'on'>;
  readonly texts: () => DesktopTexts['tray'];
  readonly language: () => Language;
  /** Brings the window to the person; `screen` is where it then stands. */
  open(screen: 'home' | 'fix'): void;
  /** Says what went wrong with what was asked for here. */
  tell(fault: Fault): void;
  readonly log: Log;
}

const SIZE = 16;
const SCALES = [1, 1.25, 1.5, 2, 3] as const;
const BLACK: Colour = [0, 0, 0];
const LIGHT: Colour = [233, 237, 245];
const DARK: Colour = [22, 27, 36];

/** Puts the icon there. Where the system has no tray, the app goes on without: then nothing is returned. */
export function showTray(options: TrayOptions): { readonly close: () => void } | null {
  const { engine, texts, open, log } = options;
  let state: TrayState | null = null;
  let shown = '';
  let tray: Tray;
  try {
    tray = new Tray(imageOf('idle'));
  } catch (error) {
    log.warn('the system has no tray', { error });
    return null;
  }

  function show(snapshot: Snapshot): void {
    state = trayState(snapshot, texts());
    const text = JSON.stringify([state, snapshot.recent]);
    if (text === shown) return;
    shown = text;
    tray.setImage(imageOf(state.shape));
    tray.setToolTip(state.tooltip);
    tray.setContextMenu(Menu.buildFromTemplate(items(state, snapshot)));
  }

  function items(
    { shape, tooltip, inParty, inviting }: TrayState,
    snapshot: Snapshot,
  ): MenuItemConstructorOptions[] {
    const t = texts();
    const recent = snapshot.recent.map(({ id, name }) => ({
      label: menuLabel(name),
      click: () => void ask('rejoinParty', () => engine.handlers.rejoinParty({ id })),
    }));
    return [
      { label: menuLabel(tooltip), enabled: false },
      { label: t.open, click: () => open('home') },
      ...(shape === 'trouble' ? [{ label: t.fix, click: () => open('fix') }] : []),
      { type: 'separator' },
      ...(inviting === null
        ? []
        : [
            { label: menuLabel(t.whoCanJoin(lineOf(inviting))), click: () => open('home') },
            { label: t.copyInvite, click: () => void copyInvite(snapshot) },
          ]),
      ...(inParty || recent.length === 0 ? [] : [{ label: t.connect, submenu: recent }]),
      ...(inParty
        ? [{ label: t.leave, click: () => void ask('leaveParty', () => engine.handlers.leaveParty({})) }]
        : []),
      { type: 'separator' },
      { label: t.quit, click: () => app.quit() },
    ];
  }

  /** The two lines that the window copies, too. */
  async function copyInvite({ party, inviting }: Snapshot): Promise<void> {
    const settings = await engine.handlers.getSettings({});
    if (party === null || !settings.ok) return;
    const { codeSuffices } = judgeInviting(inviting);
    clipboard.writeText(
      inviteMessage({ party, codeSuffices, page: settings.value.invitePage }, options.language()),
    );
  }

  async function ask(
    what: string,
    call: () => ReturnType<Engine['handlers']['leaveParty' | 'rejoinParty']>,
  ): Promise<void> {
    const result = await call();
    if (result.ok) return;
    log.warn('asked from the tray, and failed', { what, fault: result.fault });
    options.tell(result.fault);
  }

  const redraw = (): void => {
    if (state !== null) tray.setImage(imageOf(state.shape));
  };
  nativeTheme.on('updated', redraw);
  tray.on('click', () => open('home'));
  const off = engine.on('snapshotChanged', show);
  void engine.handlers.getSnapshot({}).then((result) => result.ok && show(result.value));
  return {
    close() {
      off();
      nativeTheme.off('updated', redraw);
      tray.destroy();
    },
  };
}

/** macOS colours template images itself; elsewhere the panel is dark or light, as far as can be told. */
function imageOf(shape: TrayShape): Electron.NativeImage {
  const isMac = process.platform === 'darwin';
  const colour = isMac ? BLACK : nativeTheme.shouldUseDarkColors ? LIGHT : DARK;
  const image = nativeImage.createEmpty();
  for (const scaleFactor of SCALES) {
    const size = Math.round(SIZE * scaleFactor);
    const bitmap = nativeImage.createFromBitmap(drawShape(shape, size, colour), {
      width: size,
      height: size,
      scaleFactor,
    });
    image.addRepresentation({ scaleFactor, width: size, height: size, buffer: bitmap.toPNG() });
  }
  if (isMac) image.setTemplateImage(true);
  return image;
}
