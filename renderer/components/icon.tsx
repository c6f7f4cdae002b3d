const paths = {
  plus: 'M8 3v10M3 8h10',
  join: 'M9.5 3H12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H9.5M3 8h6.5M7 5.5 9.5 8 7 10.5',
  gear: 'M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM8 1.8v1.9M8 12.3v1.9M1.8 8h1.9M12.3 8h1.9M3.6 3.6 5 5M11 11l1.4 1.4M3.6 12.4 5 11M11 5l1.4-1.4',
  close: 'M4 4l8 8M12 4l-8 8',
  back: 'M10 3 5 8l5 5',
  down: 'M4 6l4 4 4-4',
  check: 'm3 8.5 3.2 3.2L13 5',
  cross: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  copy: 'M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z',
  pencil: 'M10.6 3.2l2.2 2.2L6 12.2l-2.8.6.6-2.8zM9.2 4.6l2.2 2.2',
  target: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 10.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2z',
  pulse: 'M2 8.5h2.8l1.8-5 2.8 9 1.8-4H14',
  wrench:
    'M9.3 6.7a3.3 3.3 0 0 1 4-4.2l-2 2 .3 1.3 1.3.3 2-2a3.3 3.3 0 0 1-4.2 4L5.4 13.4a1.5 1.5 0 0 1-2.1-2.1z',
  flag: 'M4 14V2.5M4 3h8l-1.8 3L12 9H4',
  lines: 'M3 4.5h10M3 8h10M3 11.5h6.5',
  network:
    'M8 5.8a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8zM4 14a1.9 1.9 0 1 0 0-3.8A1.9 1.9 0 0 0 4 14zM12 14a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8zM7.2 5.7 4.8 10.3M8.8 5.7l2.4 4.6',
  bell: 'M3.5 11.5h9c-.9-1-1.2-2-1.2-4.2a3.3 3.3 0 0 0-6.6 0c0 2.2-.3 3.2-1.2 4.2zM6.8 13.5h2.4',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4 13.5 13.5',
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.8-.8',
  alert: 'M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1',
  hourglass:
    'M4.5 2.5h7M4.5 13.5h7M5.5 2.5v2.2c0 1.4 2.5 2.3 2.5 3.3 0-1 2.5-1.9 2.5-3.3V2.5M5.5 13.5v-2.2C5.5 9.9 8 9 8 8c0 1 2.5 1.9 2.5 3.3v2.2',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.4v3.4M8 5.2v.1',
} as const;

export type IconName = keyof typeof paths;

/** Decoration beside a word or within a button that has a label; never the only carrier of a meaning. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
