import type { service as en } from '../en/service.ts';

export const service: typeof en = {
  service: {
    title: 'Erlaubnis',
    texts: {
      absent:
        'Ein Netz anlegen darf nur ein Administrator, darum fragt dein System bei jedem Start von LANrage. Richte es einmal ein, dann fragt es nicht mehr.',
      installed: 'Ein Netz anlegen darf nur ein Administrator. Du hast es auf Dauer erlaubt.',
      outdated:
        'Ein Netz anlegen darf nur ein Administrator. Du hattest es auf Dauer erlaubt, aber dem Helfer einer anderen Version.',
      unsupported:
        'Ein Netz anlegen darf nur ein Administrator. Dieses System kann den Helfer nicht von selbst starten, darum fragt es bei jedem Start.',
    },
    cost: 'Ein kleiner Helfer bleibt dann auf diesem Computer, nur für dein Benutzerkonto. Er macht das Netz von LANrage und sonst nichts, und das System startet ihn, wenn LANrage ihn braucht.',
    states: {
      absent: 'Dein System fragt bei jedem Start.',
      installed: 'Eingerichtet: Dein System fragt nicht mehr.',
      outdated: 'Bis du ihn erneuerst, fragt dein System bei jedem Start.',
    },
    install: 'Einmal einrichten',
    renew: 'Erneuern',
    remove: 'Entfernen',
    busy: 'Dein System fragt dich…',
    removed: 'Entfernt: Dein System fragt bei jedem Start.',
    removing: {
      title: 'Den Helfer entfernen?',
      text: 'Er verschwindet von diesem Computer. Danach fragt dein System bei jedem Start von LANrage.',
      inParty: 'Dein Tunnel endet mit ihm und kommt wieder, wenn du es erneut erlaubst.',
    },
    once: 'Nicht noch einmal fragen',
    onceHint: 'Der Helfer bleibt dann auf diesem Computer, bis du ihn in den Einstellungen entfernst.',
  },
};
