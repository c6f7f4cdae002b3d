import { encode } from 'uqr';
import { qrPath } from '../model/qr-path.ts';
import { texts } from '../texts.ts';
import styles from './qr-code.module.css';

/** Dark on light in both themes: many phones read nothing else. Each module is a whole number of pixels. */
export function QrCode({ value, label }: { readonly value: string; readonly label: string }) {
  const { data, size } = encode(value, { ecc: 'L', border: 4 });
  const pixels = size * Math.max(2, Math.floor(220 / size));
  return (
    <figure className={styles.code}>
      <svg
        viewBox={`0 0 ${size} ${size}`}
        width={pixels}
        height={pixels}
        shapeRendering="crispEdges"
        role="img"
        aria-label={label}
      >
        <path d={qrPath(data)} />
      </svg>
      <figcaption>{texts().invite.qrHint}</figcaption>
    </figure>
  );
}
