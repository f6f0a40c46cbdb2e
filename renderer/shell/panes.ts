const PANES = '[data-pane]';
const FOCUSABLE = 'a[href],button:not([disabled]),input:not([disabled]),[tabindex="0"]';

/** F6: the next part of the window (header, screens, content, details, footer), round and round; focus lands on what Tab would reach first there. */
export function cyclePane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>(PANES)].filter((pane) => pane.getClientRects().length > 0);
  const here = panes.findLastIndex((pane) => pane.contains(document.activeElement));
  for (let tried = 1; tried <= panes.length; tried += 1) {
    const from = here < 0 && step === -1 ? 0 : here;
    const pane = panes[(((from + step * tried) % panes.length) + panes.length) % panes.length];
    const first = pane === undefined ? undefined : firstIn(pane);
    if (first === undefined) continue;
    first.focus();
    return;
  }
}

/** A pane may hold another one (details beside a list): what lies in there is the other's. */
function firstIn(pane: HTMLElement): HTMLElement | undefined {
  return [...pane.querySelectorAll<HTMLElement>(FOCUSABLE)].find((element) => element.closest(PANES) === pane && element.getClientRects().length > 0);
}
