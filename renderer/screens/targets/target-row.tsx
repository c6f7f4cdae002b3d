import type { TargetView } from '../../../shared/model/target.ts';
import { removeTarget } from '../../actions/targets.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/classes.ts';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import shapes from '../../components/shape.module.css';
import { Shape } from '../../components/shape.tsx';
import { Spark } from '../../components/spark.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useTargetHistory } from '../../hooks/use-target-history.ts';
import {
  describeAddress,
  describeNext,
  describeOutcome,
  stateWord,
  targetLooks,
} from '../../model/target-looks.ts';
import { texts } from '../../texts.ts';
import styles from './targets-screen.module.css';

interface TargetRowProps {
  readonly view: TargetView;
  readonly onEdit: () => void;
  readonly onRemoved: () => void;
}

export function TargetRow({ view, onEdit, onRemoved }: TargetRowProps) {
  const { target, state, last } = view;
  const { fault, busy, run } = useAction(removeTarget);
  const history = useTargetHistory(target.id);
  const words = texts().targets;
  const { shape, tone } = targetLooks[state];
  useNow(state === 'backing-off');
  const next = describeNext(view, Date.now());

  return (
    <>
      <div className={styles.row}>
        <div className={styles.who}>
          <bdi className={styles.name}>{target.name}</bdi>
          <span className={styles.meta}>
            {words.kinds[target.kind]} · <code>{describeAddress(view)}</code>
          </span>
        </div>
        <span className={classes(styles.state, shapes[tone])}>
          <Shape shape={shape} tone={tone} />
          {stateWord(view)}
        </span>
        <Spark values={history} />
        <div className={styles.last}>
          {last !== null && <span>{describeOutcome(last.result)}</span>}
          {next !== null && <span className={styles.meta}>{next}</span>}
        </div>
        <div className={styles.buttons}>
          <Button
            kind="quiet"
            square
            aria-label={words.edit(target.name)}
            title={words.edit(target.name)}
            onClick={onEdit}
          >
            <Icon name="pencil" />
          </Button>
          <Button
            kind="quiet"
            square
            live
            busy={busy}
            aria-label={words.remove(target.name)}
            title={words.remove(target.name)}
            onClick={() => void run(target.id).then((result) => result.ok && onRemoved())}
          >
            <Icon name="close" />
          </Button>
        </div>
      </div>
      {fault !== null && <FaultNote fault={fault} />}
    </>
  );
}
