/** The parts of `electron` around the window: tray, menus, notifications, pictures, screens. Kept to be asked for. */
import { knownEvents, loud, refuseUnknown } from './loud.ts';

export interface ShownItem {
  readonly label: string;
  readonly enabled: boolean;
  readonly items: readonly ShownItem[];
}

export interface ShownTray {
  readonly tooltip: string;
  readonly items: readonly ShownItem[];
  /** Of the picture's first size, as base64. */
  readonly picture: string;
}

export interface ShownNotification {
  readonly title: string;
  readonly body: string;
}

interface ItemTemplate {
  readonly label?: string;
  readonly type?: string;
  readonly role?: string;
  readonly enabled?: boolean;
  readonly accelerator?: string;
  readonly submenu?: readonly ItemTemplate[];
  readonly click?: () => void;
}

const ITEM_KEYS = ['label', 'type', 'role', 'enabled', 'accelerator', 'submenu', 'click'];

interface MenuPart {
  readonly template: readonly ItemTemplate[];
}

export function createDesktopParts() {
  let tray: { tooltip: string; menu: MenuPart | null; picture: string; click(): void } | null = null;
  let menu: MenuPart | null = null;
  const notifications: (ShownNotification & { click(): void })[] = [];
  const opened: string[] = [];
  let clipboardText = '';

  const Menu = loud('Menu', {
    buildFromTemplate(template: readonly ItemTemplate[]): MenuPart {
      for (const item of template) checkItem(item);
      return { template };
    },
    setApplicationMenu(next: MenuPart | null) {
      menu = next;
    },
  });

  class Tray {
    constructor(image: { picture(): string }) {
      const { events, emit } = knownEvents('Tray', ['click']);
      const shown = {
        tooltip: '',
        menu: null as MenuPart | null,
        picture: image.picture(),
        click: () => emit('click'),
      };
      tray = shown;
      // biome-ignore lint/correctness/noConstructorReturn: callers get the loud proxy, never the bare object.
      return loud('Tray', {
        ...events,
        setImage(next: { picture(): string }) {
          shown.picture = next.picture();
        },
        setToolTip(text: string) {
          shown.tooltip = text;
        },
        setContextMenu(next: MenuPart) {
          shown.menu = next;
        },
        destroy() {
          tray = null;
        },
      }) as unknown as Tray;
    }
  }

  class Notification {
    static isSupported(): boolean {
      return true;
    }
    constructor(options: ShownNotification) {
      refuseUnknown('notification options', options, ['title', 'body']);
      const { events, emit } = knownEvents('Notification', ['click']);
      // biome-ignore lint/correctness/noConstructorReturn: as above.
      return loud('Notification', {
        ...events,
        show: () => void notifications.push({ ...options, click: () => emit('click') }),
      }) as unknown as Notification;
    }
  }

  const nativeImage = loud('nativeImage', {
    createEmpty: () => createImage(),
    createFromBitmap(buffer: Buffer, { width, height }: { width: number; height: number }) {
      if (buffer.length !== width * height * 4) throw new Error('a bitmap has four bytes for each pixel');
      return loud('NativeImage', { toPNG: () => buffer });
    },
  });

  const theme = knownEvents('nativeTheme', ['updated']);
  let themeSource = 'system';
  const nativeTheme = {
    ...theme.events,
    get shouldUseDarkColors() {
      return themeSource !== 'light';
    },
    get themeSource() {
      return themeSource;
    },
    set themeSource(source: string) {
      if (source === themeSource) return;
      themeSource = source;
      theme.emit('updated');
    },
  };

  const power = knownEvents('powerMonitor', ['suspend', 'resume']);
  const powerMonitor = loud('powerMonitor', { ...power.events });

  const screen = loud('screen', {
    getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
  });
  const shell = loud('shell', { openExternal: async (url: string) => void opened.push(url) });
  const clipboard = loud('clipboard', {
    writeText(text: string) {
      clipboardText = text;
    },
  });

  return {
    parts: { Menu, Tray, Notification, nativeImage, nativeTheme, screen, shell, clipboard, powerMonitor },
    wakeUp: () => power.emit('resume'),
    shownTray: (): ShownTray | null =>
      tray === null
        ? null
        : { tooltip: tray.tooltip, picture: tray.picture, items: (tray.menu?.template ?? []).map(shownItem) },
    clickTray: (path: readonly string[]) => click(tray?.menu?.template ?? [], path),
    clickMenu: (path: readonly string[]) => click(menu?.template ?? [], path),
    shownMenu: () => (menu?.template ?? []).map(shownItem),
    notifications: (): ShownNotification[] => notifications.map(({ title, body }) => ({ title, body })),
    clickNotification: (title: string) => notifications.find((one) => one.title === title)?.click(),
    openedOutside: () => opened,
    clipboardText: () => clipboardText,
  };
}

function createImage() {
  const sizes: Buffer[] = [];
  return loud('NativeImage', {
    addRepresentation: ({ buffer }: { buffer: Buffer }) => void sizes.push(buffer),
    setTemplateImage: () => undefined,
    picture: () => sizes[0]?.toString('base64') ?? '',
  });
}

function checkItem(item: ItemTemplate): void {
  refuseUnknown('menu items', item, ITEM_KEYS);
  for (const below of item.submenu ?? []) checkItem(below);
}

function shownItem({ label, role, type, enabled = true, submenu = [] }: ItemTemplate): ShownItem {
  return { label: label ?? role ?? type ?? '', enabled, items: submenu.map(shownItem) };
}

function click(template: readonly ItemTemplate[], [label, ...rest]: readonly string[]): void {
  const item = template.find((one) => one.label === label);
  if (item === undefined) throw new Error(`there is no ${label} in the menu`);
  if (rest.length > 0) click(item.submenu ?? [], rest);
  else if (item.enabled === false || item.click === undefined) throw new Error(`${label} cannot be clicked`);
  else item.click();
}
