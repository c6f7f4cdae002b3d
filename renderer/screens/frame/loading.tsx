import { Logo } from '../../components/logo.tsx';
import { useEngine } from '../../stores/engine-store.ts';
import { texts } from '../../texts.ts';
import styles from './loading.module.css';

/** Before the first snapshot: what there is to say, or the shape of what comes. */
export function Loading() {
  const link = useEngine((state) => state.link);
  return (
    <main className={styles.loading}>
      <Logo size={40} />
      <h1>{texts().loading.title}</h1>
      <p role="status">{link === 'online' ? '' : texts().status[link]}</p>
    </main>
  );
}
