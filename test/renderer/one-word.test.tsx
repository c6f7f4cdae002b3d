import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Figures } from '../../renderer/screens/peer/figures.tsx';
import { ScorePanel } from '../../renderer/screens/quality/score-panel.tsx';
import { linkScore } from '../../shared/quality.ts';
import { examplePeer } from '../mocks/fake-engine.ts';
import './helpers.tsx';

describe('the word for a link', () => {
  it.each([
    [18, 'Good'],
    [90, 'Fair'],
    [133, 'Poor'],
  ])('is the same beside the player and beside the score: %d ms', (latencyMs, word) => {
    const figures = { latencyMs, jitterMs: 1, lossRatio: 0 };
    const band = { Good: 'good', Fair: 'fair', Poor: 'poor' }[word] as 'good' | 'fair' | 'poor';
    render(<Figures peer={{ ...examplePeer, ...figures }} />);
    expect(screen.getByText(word)).toBeTruthy();
    const quality = { score: linkScore(figures) ?? Number.NaN, band, trend: 'steady' } as const;
    render(
      <ScorePanel quality={quality} recording={{ state: 'recording', queued: 0, dropped: 0, slowdown: 1 }} />,
    );
    expect(screen.getAllByText(word)).toHaveLength(2);
  });
});
