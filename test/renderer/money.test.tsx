import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { proofOf, sumProof } from '../../renderer/api/proofs.ts';
import { DateText, Money, Rate } from '../../renderer/components/figures.tsx';
import { ProofDrawer } from '../../renderer/components/ProofDrawer.tsx';
import { changeSettings } from '../../renderer/settings/settings.ts';
import { fakeHost, show } from './support/render.tsx';

const SUBJECT = { kind: 'month', month: '2026-09', figure: 'total' } as const;

function host() {
  return fakeHost({
    'proof.of': () => ({
      label: 'Commission of September',
      value: { paisa: 81_000_000 },
      rule: '3.6',
      termsVersion: 1,
      source: null,
      link: null,
      note: null,
      deeper: null,
      combine: 'sum',
      parts: [
        {
          label: 'INV-1',
          value: { paisa: 81_100_000 },
          rule: '3.2',
          termsVersion: 1,
          source: { file: 'billing.csv', row: 7 },
          link: { kind: 'deal', id: 'D-1' },
          note: null,
          deeper: null,
          combine: 'leaf',
          parts: [],
        },
        {
          label: 'INV-2',
          value: { paisa: -100_000 },
          rule: '3.2',
          termsVersion: 1,
          source: { file: 'billing.csv', row: 8 },
          link: null,
          note: null,
          deeper: null,
          combine: 'leaf',
          parts: [],
        },
      ],
    }),
  });
}

describe('Money', () => {
  it('shows the figure, marked so that a crawl finds it and its proof', () => {
    show(<Money paisa={-123_456_789} proof={proofOf(SUBJECT, 'Commission')} />);
    const figure = screen.getByRole('button', { name: /−1,234,567.89, Commission, proof/ });
    expect(figure.dataset.figure).toBe('money');
    expect(JSON.parse(figure.dataset.proof ?? '')).toEqual(SUBJECT);
  });

  it('follows the grouping and hides itself for a shared screen', () => {
    show(<Money paisa={123_456_789} proof={null} />);
    act(() => changeSettings({ grouping: 'lakh' }));
    expect(screen.getByText('12,34,567.89')).toBeTruthy();
    act(() => changeSettings({ hideAmounts: true }));
    expect(screen.queryByText(/567/)).toBeNull();
  });

  it('opens its proof: the tree with rules, sources and signs', async () => {
    const { calls } = host();
    show(
      <>
        <Money paisa={81_000_000} proof={proofOf(SUBJECT, 'Commission')} />
        <ProofDrawer />
      </>,
    );
    fireEvent.keyDown(screen.getByRole('button', { name: /Commission/ }), { key: 'Enter', altKey: true });
    const tree = await screen.findByRole('tree');
    expect(calls.map((call) => [call.name, call.input])).toEqual([['proof.of', SUBJECT]]);
    expect(tree.textContent).toContain('Rule 3.6');
    expect(tree.textContent).toContain('billing.csv, row 7');
    expect(screen.getAllByRole('treeitem').map((item) => item.getAttribute('aria-level'))).toEqual(['1', '2', '2']);
    expect(screen.getByText('+')).toBeTruthy();
  });

  it('walks the tree by keyboard and folds it', async () => {
    host();
    show(
      <>
        <Money paisa={81_000_000} proof={proofOf(SUBJECT, 'Commission')} />
        <ProofDrawer />
      </>,
    );
    fireEvent.click(screen.getByRole('button', { name: /Commission/ }));
    const [root] = await screen.findAllByRole('treeitem');
    if (root === undefined) throw new Error('the tree is empty');
    fireEvent.keyDown(root, { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toContain('INV-1');
    fireEvent.keyDown(root, { key: 'ArrowLeft' });
    expect(screen.getAllByRole('treeitem')).toHaveLength(1);
    expect(root.getAttribute('aria-expanded')).toBe('false');
  });

  it('opens the figures of a total deeper, and leads back', async () => {
    host();
    const total = sumProof('rows', 'All deals', 81_000_000, [{ label: 'D-1', paisa: 81_000_000, ask: proofOf(SUBJECT, 'Deal D-1') }]);
    show(
      <>
        <Money paisa={81_000_000} proof={total} />
        <ProofDrawer />
      </>,
    );
    fireEvent.click(screen.getByRole('button', { name: /All deals/ }));
    fireEvent.click(await screen.findByRole('button', { name: /810,000.00, D-1, proof/ }));
    await screen.findByText('INV-1', { exact: false });
    fireEvent.click(screen.getByRole('button', { name: 'All deals' }));
    expect(await screen.findByText('D-1')).toBeTruthy();
  });
});

describe('Rate and DateText', () => {
  it('write themselves', () => {
    show(
      <>
        <Rate bps={1750} proof={null} />
        <DateText date="2026-11-22" />
      </>,
    );
    expect(screen.getByText('17.5 %').dataset.figure).toBe('rate');
    expect(screen.getByText('22-Nov-2026').getAttribute('datetime')).toBe('2026-11-22');
  });
});
