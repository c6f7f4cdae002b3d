import type { settings as en } from '../en/settings.ts';

export const settings: typeof en = {
  settings: {
    title: 'Einstellungen',
    you: 'Du',
    name: 'Anzeigename',
    nameHint: 'Was deine Freunde sehen.',
    server: 'Kontrollserver',
    serverLabel: 'Adresse eines Kontrollservers',
    serverHint: 'Leer: Partys, die du anlegst, laufen auf diesem Computer.',
    serverPlaceholder: 'wss://play.example.org',
    about: 'Über LANrage',
    version: (version) => `LANrage ${version}`,
    backend: (backend) => `Tunnel: ${backend}`,
  },
};
