/** Where in a preview the cursor is. Knows no document. */

/** A part of the preview: the line it comes from, and where it is, in pixels below the upper edge. */
export interface Place {
  line: number;
  top: number;
  bottom: number;
}

/**
 * The line to put at the upper edge, so that `cursor` is in sight, a third below it; `undefined` where it is in sight
 * already, or nothing is shown. `places` are in the order of their lines.
 */
export function lineToShow(places: readonly Place[], cursor: number, height: number): number | undefined {
  const at = places.findLastIndex(({ line }) => line <= cursor);
  const here = places[at] ?? places[0];
  if (!here || inSight(here, height)) return undefined;
  const edge = places.slice(0, at + 1).find(({ top }) => here.top - top <= height / 3);
  return (edge ?? here).line;
}

/** Wholly; or, what is too tall for that, across the middle. */
function inSight({ top, bottom }: Place, height: number): boolean {
  const middle = height / 2;
  return bottom - top > middle ? top < middle && bottom > middle : top >= 0 && bottom <= height;
}
