/** Three machines, one room. The only place for the brand's colour. */
export function Logo({ size = 20 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" aria-hidden="true" focusable="false">
      <path d="M6 17.5 12 6l6 11.5z" stroke="var(--brand)" strokeWidth={2} strokeLinejoin="round" />
      {[
        [12, 6],
        [6, 17.5],
        [18, 17.5],
      ].map(([x, y]) => (
        <circle key={x} cx={x} cy={y} r={3.4} fill="var(--brand)" />
      ))}
    </svg>
  );
}
